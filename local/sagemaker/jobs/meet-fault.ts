import type { JobSite } from '../../faults/faults.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { JobFailure } from './job-failure.ts'

/** Without capacity a spot job waits for some. */
const UNTIL_CAPACITY_MS = 10 * 60 * 1000

/** Fails a job whose turn it is, or takes its capacity away for a while: `onInterrupted` is told before. */
export async function meetFault(kernel: Kernel, site: JobSite, onInterrupted: () => void = () => {}): Promise<void> {
  const fault = kernel.faults.job(site)
  if (fault?.kind === 'failed') throw new JobFailure(fault.reason)
  if (fault?.kind !== 'interrupted') return
  onInterrupted()
  await kernel.clock.idle(() => kernel.clock.sleep(UNTIL_CAPACITY_MS))
}
