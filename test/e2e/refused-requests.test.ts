import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Loop, startLoop } from './support/loop.ts'

describe('the API refuses', () => {
  let loop: Loop

  beforeAll(async () => {
    loop = await startLoop()
  })
  afterAll(() => loop?.stop())

  const nothingApplied = async () => expect(await loop.api.request('GET', ['models'])).toEqual({ models: [] })

  it('a manifest with a key that it does not know, and names line, place and the nearest', async () => {
    const applied = loop.apply('penguins', (manifest) => manifest.replace('quietPeriod:', 'quietPeriode:'))
    await expect(applied).rejects.toMatchObject({
      name: 'ManifestInvalid',
      detail: {
        status: 400,
        problems: [{ line: 5, path: expect.stringContaining('data'), message: expect.stringContaining('quietPeriod') }],
      },
    })
    await nothingApplied()
  })

  it('a manifest with an impossible value, and says what would be right', async () => {
    const applied = loop.apply('penguins', (manifest) => manifest.replace('atLeast: 0.8', 'atLeast: 80'))
    await expect(applied).rejects.toMatchObject({
      name: 'ManifestInvalid',
      detail: { status: 400, problems: [{ path: expect.stringContaining('evaluate.metrics'), found: '80' }] },
    })
    await nothingApplied()
  })

  it.each([
    ['GET', ['models', 'nobody']],
    ['GET', ['models', 'nobody', 'runs']],
    ['GET', ['models', 'nobody', 'decisions']],
    ['POST', ['models', 'nobody', 'runs']],
    ['POST', ['models', 'nobody', 'plan']],
  ] as const)('%s %j, since nobody applied that model line', async (method, path) => {
    const asked = loop.api.request(method, [...path], method === 'POST' ? {} : undefined)
    await expect(asked).rejects.toMatchObject({
      name: 'ModelNotFound',
      message: expect.stringContaining('nobody'),
      detail: { status: 404 },
    })
  })

  it('an approval of a run that never was', async () => {
    const asked = loop.api.request('POST', ['models', 'nobody', 'runs', 'run-1', 'approval'], { approve: true })
    await expect(asked).rejects.toMatchObject({ name: 'RunNotFound', detail: { status: 404 } })
  })

  it('a body that is too large', async () => {
    for (const megabytes of [2, 12]) {
      const manifest = 'x'.repeat(megabytes * 1024 * 1024)
      await expect(loop.api.request('PUT', ['models', 'penguins'], { manifest })).rejects.toMatchObject({
        detail: { status: 413 },
      })
    }
    await nothingApplied()
  })

  it('a body that is no JSON', async () => {
    const { status, body } = await send({ text: '{' })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: 'RequestInvalid', message: expect.stringContaining('JSON') })
  })

  it('a request without a signature', async () => {
    const response = await fetch(`${loop.service.apiUrl}/models`)
    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain('"models"')
  })

  it('a request that is signed with another secret', async () => {
    expect((await send({ secretAccessKey: 'guessed' })).status).toBe(403)
  })

  it('a request whose body is not the one that was signed', async () => {
    expect((await send({ text: '{}', sent: '{"reason":"mine"}' })).status).toBe(403)
  })

  it('to have files scored by a line that is asked, and says how to ask it', async () => {
    await loop.apply('penguins')
    await expect(loop.api.request('POST', ['models', 'penguins', 'scores'], {})).rejects.toMatchObject({
      name: 'ScoringRefused',
      message: 'penguins serves in mode realtime: only mode batch scores files',
      next: expect.stringContaining('trimtab invoke <model> --file rows.csv'),
      detail: { status: 409 },
    })
  })

  async function send({ secretAccessKey = 'trimtab', text = '{}', sent }: Record<string, string>) {
    const url = new URL(`${loop.service.apiUrl}/models/nobody/runs`)
    const signer = new SignatureV4({
      service: 'execute-api',
      region: loop.service.kernel.region,
      credentials: { accessKeyId: 'trimtab', secretAccessKey },
      sha256: Sha256,
    })
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname: url.hostname,
      port: Number(url.port),
      path: url.pathname,
      query: {},
      headers: { host: url.host, 'content-type': 'application/json' },
      body: text,
    })
    const { host, ...others } = headers
    const response = await fetch(url, { method: 'POST', headers: others, body: sent ?? text })
    return { status: response.status, body: (await response.json()) as unknown }
  }
})
