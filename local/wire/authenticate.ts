import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import { type Signature, type SignedRequest, verifySignature } from './sigv4.ts'

/**
 * Who signed a request; undefined when nobody did. `payloadHash` is asked for only when there is a signature to check.
 * A signature is fresh by the runtime's clock or by the wall's: clients outside, where there are any, live by the latter.
 */
export function authenticate(
  kernel: Kernel,
  request: SignedRequest,
  found: Signature | undefined,
  payloadHash: () => string,
): Principal | undefined {
  if (!found) return undefined
  const keys = kernel.findCredentials(found.accessKeyId)
  if (!keys)
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403)
  const hash = found.expires === undefined ? payloadHash() : 'UNSIGNED-PAYLOAD'
  const { clock } = kernel
  verifySignature(request, found, keys, hash, clock.alone ? [clock.now()] : [clock.now(), Date.now()])
  return keys.principal
}
