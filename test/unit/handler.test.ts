import type { Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { ManifestInvalid, ModelNotFound, PlanRefused } from '#shared/errors.ts'
import { answersEvent, answersRequest, bodyOf, parameter } from '#shared/handler.ts'
import { event } from '#test/support/event.ts'

const context = { awsRequestId: '8c13cbc5', functionName: 'f', memoryLimitInMB: '512' } as Context

const request = (change: object = {}) => ({ ...event('apigateway/request-run'), ...change })

async function answer(act: Parameters<typeof answersRequest>[0], change: object = {}) {
  const { statusCode, body } = (await answersRequest(act)(request(change), context)) as {
    statusCode: number
    body: string
  }
  return { statusCode, body: JSON.parse(body) }
}
const failing = (error: Error) => async () => {
  throw error
}

describe('a function behind the API', () => {
  it('answers JSON with 200, or the status that it gives', async () => {
    expect(await answer(async () => ({ body: { ok: true } }))).toEqual({ statusCode: 200, body: { ok: true } })
    expect((await answer(async () => ({ status: 201, body: {} }))).statusCode).toBe(201)
  })

  it('answers what it refuses with the name, the message and the status of the refusal', async () => {
    expect(await answer(failing(new ModelNotFound('x')))).toEqual({
      statusCode: 404,
      body: { error: 'ModelNotFound', message: 'no model line is called "x"' },
    })
  })

  it('lists the problems of a manifest and the reasons of a plan', async () => {
    const problem = { line: 3, column: 1, path: 'trian', found: 'trian', expected: 'train', message: 'unknown key' }
    const invalid = await answer(failing(new ManifestInvalid('model.yaml', [problem])))
    expect(invalid).toMatchObject({ statusCode: 400, body: { problems: [problem] } })
    const refused = await answer(failing(new PlanRefused(['no data', 'no recipe'])))
    expect(refused).toMatchObject({ statusCode: 409, body: { reasons: ['no data', 'no recipe'] } })
  })

  it('answers 500 for what broke, with the request to look for and nothing from inside', async () => {
    const { statusCode, body } = await answer(failing(new Error('secret table name')))
    expect(statusCode).toBe(500)
    expect(body).toEqual({ error: 'InternalError', message: expect.stringContaining('8c13cbc5') })
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  it('unescapes the parameters of the path', async () => {
    const pathParameters = { name: 'a%20b' }
    expect((await answer(async (given) => ({ body: parameter(given, 'name') }), { pathParameters })).body).toBe('a b')
  })
})

describe('a body', () => {
  const schema = z.object({ reason: z.optional(z.string()) })
  const read = (body: string | undefined, isBase64Encoded = false) =>
    answer(async (given) => ({ body: bodyOf(given, schema) }), { body, isBase64Encoded })

  it('may be missing, and may come in base64', async () => {
    expect((await read(undefined)).body).toEqual({})
    expect((await read(Buffer.from('{"reason":"ä"}').toString('base64'), true)).body).toEqual({ reason: 'ä' })
  })
  it.each([
    ['that is no JSON', '{', 'the body is no JSON'],
    ['of another shape', '{"reason":1}', 'reason: Invalid input: expected string, received number'],
    ['that is no object', '[]', 'the body is not as it should be'],
  ])('%s is refused', async (_what, text, message) => {
    const { statusCode, body } = await read(text)
    expect(statusCode).toBe(400)
    expect(body.error).toBe('RequestInvalid')
    expect(body.message).toContain(message)
  })
  it('of more than a megabyte is refused as too large', async () => {
    const { statusCode, body } = await read(JSON.stringify({ reason: 'x'.repeat(1_048_576) }))
    expect([statusCode, body.error]).toEqual([413, 'RequestInvalid'])
  })
})

describe('a function that answers events', () => {
  const schema = z.object({ n: z.number() })

  it('gives what its act gives', async () => {
    expect(await answersEvent(schema, async ({ n }) => n + 1)({ n: 1 }, context)).toBe(2)
  })
  it('throws for an event of another shape, so that it ends among the dead letters', async () => {
    const handler = answersEvent(schema, async () => 1)
    await expect(handler({ n: 'one' }, context)).rejects.toMatchObject({
      name: 'EventInvalid',
      message: expect.stringContaining('n: '),
    })
  })
  it('throws what its act throws, so that it is tried again', async () => {
    const handler = answersEvent(schema, failing(new TypeError('later')))
    await expect(handler({ n: 1 }, context)).rejects.toThrow('later')
  })
  it('takes two arguments, since Node 24 on Lambda refuses handlers with a callback', () => {
    expect(answersEvent(schema, async () => 1).length).toBeLessThanOrEqual(2)
  })
})
