import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'

/** Serves after a minute of the runtime's time. */
export async function run({ sleep, serve }: InlineProgram): Promise<number> {
  await sleep(60_000)
  return serve(async () => 'answer')
}
