import { AwsError } from '../../kernel/aws-error.ts'
import { ALGORITHMS, checksumIn, type Digest, digestOf, headerOf } from '../checksums/checksum.ts'
import type { IncomingBody } from './incoming-body.ts'

/** Every digest that one body needs, and the check of those that came with it. */
export class BodyDigests {
  readonly #digests = new Map<string, Digest>()
  readonly #expected = new Map<string, string>()
  readonly #trailing: string[]
  /** Algorithms whose checksums stay with the object. */
  readonly #kept: string[]
  readonly #contentMd5: string | undefined
  readonly #body: IncomingBody

  /**
   * `input` carries ContentMD5, Checksum<Algorithm> or ChecksumAlgorithm; `wanted` are algorithms to compute besides.
   */
  constructor(input: Record<string, any>, body: IncomingBody, wanted: string[] = []) {
    this.#body = body
    this.#digests.set('MD5', digestOf('MD5'))
    this.#contentMd5 = input.ContentMD5
    if (this.#contentMd5 !== undefined && Buffer.from(this.#contentMd5, 'base64').length !== 16)
      throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, {
        'Content-MD5': this.#contentMd5,
      })
    const sent = checksumIn(input)
    if (sent) this.#expected.set(sent.algorithm, sent.value)
    const known = ALGORITHMS.filter((algorithm) => body.announced.includes(headerOf(algorithm)))
    const strange = body.announced.find((name) => !known.some((algorithm) => headerOf(algorithm) === name))
    if (strange)
      throw new AwsError(
        'InvalidRequest',
        `The value specified in the x-amz-trailer header is not supported: ${strange}`,
      )
    this.#trailing = known
    const declared = sent || known.length > 0 ? [] : [input.ChecksumAlgorithm].filter(Boolean)
    this.#kept = [...new Set([...this.#expected.keys(), ...known, ...declared, ...wanted])]
    for (const algorithm of this.#kept)
      if (!this.#digests.has(algorithm)) this.#digests.set(algorithm, digestOf(algorithm))
  }

  get all(): Digest[] {
    return [...this.#digests.values()]
  }

  /** After the body was read: refuses what does not match, else the MD5 in hex and the checksums in base64. */
  settle(): { md5: string; checksums: Record<string, string> } {
    for (const algorithm of this.#trailing) {
      const value = this.#body.trailer[headerOf(algorithm)]
      if (value === undefined)
        throw new AwsError(
          'MalformedTrailerError',
          `The request contained trailing data that was not well-formed or did not conform to our published schema.`,
        )
      this.#expected.set(algorithm, value)
    }
    const found = new Map([...this.#digests].map(([algorithm, digest]) => [algorithm, digest.digest()]))
    const md5 = found.get('MD5')!
    if (this.#contentMd5 !== undefined && md5.toString('base64') !== this.#contentMd5)
      throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
        ExpectedDigest: Buffer.from(this.#contentMd5, 'base64').toString('hex'),
        CalculatedDigest: md5.toString('base64'),
      })
    for (const [algorithm, value] of this.#expected) {
      const computed = found.get(algorithm)!
      if (Buffer.from(value, 'base64').length !== computed.length)
        throw new AwsError('InvalidRequest', `Value for ${headerOf(algorithm)} header is invalid.`)
      if (value !== computed.toString('base64'))
        throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`)
    }
    const checksums = this.#kept.map((algorithm) => [algorithm, found.get(algorithm)!.toString('base64')])
    return { md5: md5.toString('hex'), checksums: Object.fromEntries(checksums) }
  }
}
