import type { Kernel } from '../../kernel/kernel.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { mayPull } from '../platform-role.ts'

/** Ends a job as SageMaker does when its role may not pull the image. Nothing is pulled here: see local/images.yaml. */
export function pullImage(kernel: Kernel, roleArn: string | undefined, image: string): void {
  if (!roleArn || mayPull(kernel, roleArn, image)) return
  throw new JobFailure(
    `ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect. (${image}, as ${roleArn})`,
  )
}
