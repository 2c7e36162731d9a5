import type { Kernel } from '../../kernel/kernel.ts'

/**
 * What the platform itself puts into a container's environment: where it is, and who it is (its role's keys). One
 * without a network is given no keys.
 */
export function platformEnvironment(
  kernel: Kernel,
  roleArn: string | undefined,
  offline = false,
): Record<string, string> {
  const keys = roleArn && !offline ? kernel.issueCredentials(roleArn, 'SageMaker') : undefined
  return {
    AWS_REGION: kernel.region,
    AWS_DEFAULT_REGION: kernel.region,
    ...(kernel.endpoint && !offline && { AWS_ENDPOINT_URL: kernel.endpoint }),
    ...(keys && {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      ...(keys.sessionToken && { AWS_SESSION_TOKEN: keys.sessionToken }),
    }),
  }
}
