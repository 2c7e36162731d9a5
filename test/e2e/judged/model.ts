import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'

/**
 * A model by its environment: which of its requests fail (ERRORS, each so-many-th), how many milliseconds it thinks
 * (THINKS), the power to which its predictions are raised (SHIFT), and whether it takes them the wrong way round (INVERTS).
 */
export async function run({ environment, serve }: InlineProgram): Promise<number> {
  const failsEach = Number(environment['ERRORS'] ?? 0)
  const thinks = Number(environment['THINKS'] ?? 0.2)
  const shift = Number(environment['SHIFT'] ?? 1)
  let served = 0
  return serve(async (body) => {
    served++
    // Half as long to one and a half times, each as often: no percentile is a tie.
    const milliseconds = thinks * (0.5 + ((served * 7919) % 1000) / 1000)
    if (failsEach > 0 && served % failsEach === 0) return { status: 500, body: 'something broke', milliseconds }
    const value = Number(body.toString())
    return { status: 200, body: `${(environment['INVERTS'] ? 1 - value : value) ** shift}\n`, milliseconds }
  })
}
