import type { Kernel } from '../../kernel/kernel.ts'
import type { Reporting } from '../platform-role.ts'

/** Writes lines to `<job>/algo-1-<epoch seconds>`, the one host's stream of a job, where its role lets SageMaker. */
export function jobLog(kernel: Kernel, group: string, job: string, { lines }: Reporting): (line: string) => void {
  const stream = `${job}/algo-1-${Math.floor(kernel.clock.now() / 1000)}`
  return (line) => {
    if (lines) kernel.log(`/aws/sagemaker/${group}`, stream, line)
  }
}
