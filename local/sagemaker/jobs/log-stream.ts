import type { Kernel } from '../../kernel/kernel.ts'

/** Writes lines to `<job>/algo-1-<epoch seconds>`, the one host's stream of a job. */
export function jobLog(kernel: Kernel, group: string, job: string): (line: string) => void {
  const stream = `${job}/algo-1-${Math.floor(kernel.clock.now() / 1000)}`
  return (line) => kernel.log(`/aws/sagemaker/${group}`, stream, line)
}
