import { listObjects, type ObjectPlace, readObject } from '#shared/aws/objects.ts'
import { RequestInvalid } from '#shared/errors.ts'
import type { ManifestFiles } from './apply-manifest.ts'

const mostFiles = 50
const largestFile = 1_048_576

/** The files directly under a model line's prefix. One that vanished since it was listed is left out. */
export async function uploadedFiles(prefix: ObjectPlace): Promise<ManifestFiles> {
  const { objects } = await listObjects(prefix, 1000)
  const direct = objects.filter(({ key }) => /^[^/]+$/.test(key.slice(prefix.key.length)))
  if (direct.length > mostFiles) throw new RequestInvalid(`more than ${mostFiles} files lie under ${prefix.key}`)
  const large = direct.find(({ size }) => size > largestFile)
  if (large) throw new RequestInvalid(`${large.key} is larger than ${largestFile} bytes`)
  const read = await Promise.all(
    direct.map(async ({ key }) => {
      const bytes = await readObject({ bucket: prefix.bucket, key })
      return bytes ? [[key.slice(prefix.key.length), Buffer.from(bytes).toString()]] : []
    }),
  )
  return Object.fromEntries(read.flat())
}
