import type { IncomingHttpHeaders } from 'node:http'
import type { WireRequest } from './protocols/protocol.ts'

const HEAD_END = '\r\n\r\n'
/** Longer heads and larger bodies are for node:http. */
const LONGEST_HEAD = 16 * 1024
const LARGEST_BODY = 64 * 1024
const REQUEST_LINE = /^(POST|GET|PUT|DELETE|PATCH) (\/[!-~]*) HTTP\/1\.1$/
const HEADER = /^([\w!#$%&'*+.^`|~-]+):[ \t]*((?:[ -~\x80-\xff]|\t)*)$/
/** Headers that make more of a request than a head and so many bytes. */
const BEYOND_PLAIN = new Set(['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te'])

export type ReadRequest = WireRequest & { length: number }

/**
 * The first request of the bytes of a connection. `more` where it has not come as a whole; `other` where it is not one
 * that a few lines can read as node:http would: a header that comes twice, a body in chunks, a connection to be closed.
 */
export function readRequest(bytes: Buffer): ReadRequest | 'more' | 'other' {
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return bytes.length < LONGEST_HEAD ? 'more' : 'other'
  if (end > LONGEST_HEAD) return 'other'
  const lines = bytes.toString('latin1', 0, end).split('\r\n')
  const [line, method, url] = REQUEST_LINE.exec(lines[0]!) ?? []
  if (!line) return 'other'
  const headers: IncomingHttpHeaders = {}
  for (let index = 1; index < lines.length; index++) {
    const [header, name, value] = HEADER.exec(lines[index]!) ?? []
    const known = name?.toLowerCase()
    if (!header || known! in headers || BEYOND_PLAIN.has(known!)) return 'other'
    headers[known!] = value!.trimEnd()
  }
  const { host, connection = 'keep-alive', 'content-length': size = '0' } = headers
  if (host === undefined || connection.toLowerCase() !== 'keep-alive' || !/^\d{1,8}$/.test(size)) return 'other'
  const begin = end + HEAD_END.length
  const length = begin + Number(size)
  if (Number(size) > LARGEST_BODY) return 'other'
  if (bytes.length < length) return 'more'
  return { method: method!, url: url!, headers, body: bytes.subarray(begin, length), length }
}
