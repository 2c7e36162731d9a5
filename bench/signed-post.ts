import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'

/** One request, signed once and for all: it may be sent again and again for a quarter of an hour. */
export interface SignedPost {
  url: string
  headers: Record<string, string>
  body: string
}

/** A request of a JSON protocol. */
export function signedPost(
  endpoint: string,
  service: string,
  target: string,
  input: object,
  version = '1.0',
): Promise<SignedPost> {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target }
  return signed(endpoint, service, headers, JSON.stringify(input))
}

export async function signed(
  url: string,
  service: string,
  headers: Record<string, string>,
  body: string,
): Promise<SignedPost> {
  const { hostname, port, host, pathname: path } = new URL(url)
  const signer = new SignatureV4({ service, region: 'ap-southeast-1', credentials: LOCAL_KEYS, sha256: Sha256 })
  const request = { method: 'POST', protocol: 'http:', hostname, port: Number(port), path, query: {} }
  const { headers: all } = await signer.sign({ ...request, headers: { host, ...headers }, body })
  return { url, headers: { ...all, 'content-length': String(Buffer.byteLength(body)) }, body }
}

export async function send<Answer>(post: SignedPost): Promise<Answer> {
  const text = await sendText(post)
  return text === '' ? ({} as Answer) : JSON.parse(text)
}

export async function sendText({ url, headers, body }: SignedPost): Promise<string> {
  const { host, 'content-length': _, ...rest } = headers
  const response = await fetch(url, { method: 'POST', headers: rest, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${rest['x-amz-target'] ?? url} answered ${response.status}: ${text.slice(0, 500)}`)
  return text
}
