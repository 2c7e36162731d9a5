import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'

/** Serves its own name; by its environment it crashes at the start, takes its time to come up, or answers badly. */
export async function run({ environment, serve, sleep }: InlineProgram): Promise<number> {
  if (environment['CRASH']) return 4
  if (environment['STARTS_IN']) await sleep(Number(environment['STARTS_IN']))
  return serve(async (body) => {
    if (body.toString().startsWith('slow')) await sleep(30_000)
    if (environment['BAD']) return { status: 500, body: 'something broke' }
    return `${environment['WHO']}`
  })
}
