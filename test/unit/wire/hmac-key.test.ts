import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HmacKey } from '#local/wire/hmac-key.ts'

test('a text is signed as Node signs it, whatever key and length, and again with the same key', () => {
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 64 })
  const text = fc.string({ unit: 'binary-ascii', maxLength: 700 })
  fc.assert(
    fc.property(bytes, fc.array(text, { minLength: 1, maxLength: 3 }), (secret, texts) => {
      const key = new HmacKey(Buffer.from(secret))
      for (const one of texts) expect(key.sign(one)).toBe(createHmac('sha256', secret).update(one).digest('hex'))
    }),
  )
})
