import { invokeAsync } from '#shared/aws/invocations.ts'
import { listObjects, placeOf, readObject, writeObject } from '#shared/aws/objects.ts'

const betweenLooks = 250

/** What an asynchronous endpoint answers to rows of CSV, once it lies in S3. Throws what it put as its failure instead. */
export async function askAsync(endpoint: string, input: string, rows: string, timeoutSeconds: number): Promise<string> {
  await writeObject(placeOf(input), rows, 'text/csv')
  const { answer, failure } = await invokeAsync(endpoint, input, timeoutSeconds)
  const looks = Math.ceil((timeoutSeconds * 1000) / betweenLooks)
  for (let look = 0; look < looks; look++) {
    const found = await textOf(answer)
    if (found !== undefined) return found
    const why = failure && (await textOf(failure))
    if (why !== undefined) throw new Error(why)
    await new Promise((resume) => setTimeout(resume, betweenLooks))
  }
  throw new Error(`there was no result at ${answer} after ${timeoutSeconds} s`)
}

async function textOf(uri: string): Promise<string | undefined> {
  const place = placeOf(uri)
  // Looked for by listing: of what is not there S3 tells a mere reader that it is denied.
  if ((await listObjects(place, 1)).objects.length === 0) return undefined
  const bytes = await readObject(place)
  return bytes && Buffer.from(bytes).toString()
}
