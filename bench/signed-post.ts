import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'

/** One request of a JSON protocol, signed once and for all: it may be sent again and again for a quarter of an hour. */
export interface SignedPost {
  endpoint: string
  headers: Record<string, string>
  body: string
}

export async function signedPost(
  endpoint: string,
  service: string,
  target: string,
  input: object,
  version = '1.0',
): Promise<SignedPost> {
  const { hostname, port, host } = new URL(endpoint)
  const body = JSON.stringify(input)
  const signer = new SignatureV4({ service, region: 'ap-southeast-1', credentials: LOCAL_KEYS, sha256: Sha256 })
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/',
    query: {},
    headers: { host, 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body,
  })
  return { endpoint, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body }
}

export async function send<Answer>({ endpoint, headers, body }: SignedPost): Promise<Answer> {
  const { host, 'content-length': _, ...rest } = headers
  const response = await fetch(endpoint, { method: 'POST', headers: rest, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${rest['x-amz-target']} answered ${response.status}: ${text.slice(0, 500)}`)
  return text === '' ? ({} as Answer) : JSON.parse(text)
}
