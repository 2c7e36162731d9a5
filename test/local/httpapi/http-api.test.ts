import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createApiGateway, createHttpApi } from '#local/httpapi/index.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import type { Credentials } from '#local/kernel/kernel.ts'
import { withIam } from '#test/support/with-iam.ts'
import { type LambdaRuntime, serveLambda } from '../lambda/make-function.ts'

let runtime: LambdaRuntime
let base: string
let apiId: string

const ECHO = `export const handler = async (event) => {
  const how = event.queryStringParameters?.how
  if (how === 'throw') throw new Error('broken')
  if (how === 'malformed') return { statusCode: 200, body: { not: 'text' } }
  if (how === 'cors') return { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: '' }
  if (how === 'shorthand') return { plain: true }
  if (how === 'full') return { statusCode: 201, headers: { 'X-Mine': 'a' }, cookies: ['a=1', 'b=2'], body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true }
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) }
}`

beforeAll(async () => {
  runtime = await serveLambda()
  const { kernel } = runtime
  kernel.register(createApiGateway(kernel))
  kernel.register(createHttpApi(kernel))
  const call = (operation: string, input: object) => kernel.call('apigatewayv2', operation, input, kernel.root)
  await runtime.make('echo', ECHO)
  await runtime.make('closed', ECHO)
  apiId = (await call('CreateApi', { Name: 'test', ProtocolType: 'HTTP' })).ApiId
  await kernel.call(
    'lambda',
    'AddPermission',
    {
      FunctionName: 'echo',
      StatementId: 'api',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: kernel.arn('execute-api', `${apiId}/*`),
    },
    kernel.root,
  )
  const integrate = async (name: string, more = {}) =>
    `integrations/${
      (
        await call('CreateIntegration', {
          ApiId: apiId,
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: kernel.arn('lambda', `function:${name}`),
          PayloadFormatVersion: '2.0',
          ...more,
        })
      ).IntegrationId
    }`
  const echo = await integrate('echo')
  const routes = {
    'GET /open': [echo, 'NONE'],
    'POST /open': [echo, 'NONE'],
    'GET /models/{name}': [echo, 'AWS_IAM'],
    'PUT /models/{name}': [echo, 'AWS_IAM'],
    'GET /files/{path+}': [echo, 'NONE'],
    'GET /closed': [await integrate('closed'), 'NONE'],
  }
  for (const [RouteKey, [Target, AuthorizationType]] of Object.entries(routes))
    await call('CreateRoute', { ApiId: apiId, RouteKey, Target, AuthorizationType })
  await call('CreateStage', {
    ApiId: apiId,
    StageName: '$default',
    AutoDeploy: true,
    AccessLogSettings: {
      DestinationArn: kernel.arn('logs', 'log-group:/aws/http-api/test:*'),
      Format: '$context.httpMethod $context.routeKey $context.status $context.nothing',
    },
  })
  base = `${kernel.endpoint}/_api/${apiId}`
})
afterAll(() => runtime.close())

async function signed(path: string, init: { method?: string; body?: string; as?: Credentials; tamper?: boolean } = {}) {
  const url = new URL(base + path)
  const { method = 'GET', body } = init
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'ap-southeast-1',
    credentials: init.as ?? runtime.client.credentials,
    sha256: Sha256,
  })
  const request = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...(body && { 'content-type': 'application/json' }) },
    body,
  })
  return fetch(url, { method, body: init.tamper ? `${body} ` : body, headers: request.headers })
}

describe('an HTTP API', () => {
  test('hands a function the event of payload format 2.0', async () => {
    const response = await fetch(`${base}/open?a=1&a=2&b=x%20y`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: 'k=v; l=w', 'X-Twice': 'one' },
      body: '{"n":1}',
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('apigw-requestid')).toBeTruthy()
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /open',
      rawPath: '/open',
      rawQueryString: 'a=1&a=2&b=x%20y',
      cookies: ['k=v', 'l=w'],
      headers: {
        'content-type': 'application/json',
        'x-twice': 'one',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-forwarded-for': '127.0.0.1',
      },
      queryStringParameters: { a: '1,2', b: 'x y' },
      requestContext: {
        accountId: '000000000000',
        apiId,
        http: { method: 'POST', path: '/open', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        routeKey: 'POST /open',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body: '{"n":1}',
      isBase64Encoded: false,
    })
  })

  test('encodes a binary body in base64', async () => {
    const response = await fetch(`${base}/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from([1, 2, 250]),
    })
    expect(await response.json()).toMatchObject({ body: 'AQL6', isBase64Encoded: true })
  })

  test('reads path parameters, greedy and encoded ones too', async () => {
    const greedy: any = await (await fetch(`${base}/files/a/b%20c.csv`)).json()
    expect(greedy.pathParameters).toEqual({ path: 'a/b c.csv' })
    const named: any = await (await signed('/models/flight-delay')).json()
    expect(named.pathParameters).toEqual({ name: 'flight-delay' })
  })

  test('answers 404 for a path or a method without a route, and for an API that is not there', async () => {
    for (const response of [
      await fetch(`${base}/nowhere`),
      await fetch(`${base}/open`, { method: 'DELETE' }),
      await fetch(`${runtime.kernel.endpoint}/_api/none/open`),
    ]) {
      expect(response.status).toBe(404)
      expect(await response.json()).toEqual({ message: 'Not Found' })
    }
  })

  test('lets a signed request in and says who sent it', async () => {
    const response = await signed('/models/m', { method: 'PUT', body: '{"a":1}' })
    expect(response.status).toBe(200)
    expect(((await response.json()) as any).requestContext.authorizer.iam).toMatchObject({
      accessKey: 'trimtab',
      accountId: '000000000000',
      userArn: 'arn:aws:iam::000000000000:root',
    })
  })

  test('forbids an unsigned request, one of an unknown key, and one whose body is not what was signed', async () => {
    for (const response of [
      await fetch(`${base}/models/m`),
      await signed('/models/m', {
        as: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x', principal: runtime.kernel.root },
      }),
      await signed('/models/m', { method: 'PUT', body: '{}', tamper: true }),
    ]) {
      expect(response.status).toBe(403)
      expect(await response.json()).toEqual({ message: 'Forbidden' })
    }
  })

  test('asks IAM whether a role may invoke the method', async () => {
    const { kernel } = runtime
    const as = kernel.issueCredentials('arn:aws:iam::000000000000:role/reader', 'me')
    const allowed = kernel.arn('execute-api', `${apiId}/$default/GET/models/m`)
    kernel.evaluate = (principal, { action, resource }) => {
      // The function's own policy lets API Gateway in.
      if (principal.kind === 'service') return
      if (action !== 'execute-api:Invoke' || resource !== allowed) throw new AwsError('AccessDeniedException', 'no')
    }
    try {
      const { status, headers } = await signed('/models/m', { as })
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json'])
      expect((await signed('/models/other', { as })).status).toBe(403)
    } finally {
      kernel.evaluate = () => {}
    }
  })

  test('maps what the function returns: shorthand, headers, cookies, base64', async () => {
    const short = await fetch(`${base}/open?how=shorthand`)
    expect([short.status, short.headers.get('content-type'), await short.json()]).toEqual([
      200,
      'application/json',
      { plain: true },
    ])
    const full = await fetch(`${base}/open?how=full`)
    expect([full.status, full.headers.get('x-mine'), full.headers.getSetCookie()]).toEqual([201, 'a', ['a=1', 'b=2']])
    expect(Buffer.from(await full.arrayBuffer())).toEqual(Buffer.from([0, 255]))
  })

  test('answers 500 when the function fails, returns something else, or does not let the API in', async () => {
    for (const path of ['/open?how=throw', '/open?how=malformed', '/closed']) {
      const response = await withIam(runtime.kernel, () => fetch(base + path))
      expect([path, response.status, await response.json()]).toEqual([path, 500, { message: 'Internal Server Error' }])
    }
  })

  test('refuses a body that the function cannot be given, above 6 MB', async () => {
    const headers = { 'content-type': 'text/plain' }
    const response = await fetch(`${base}/open`, { method: 'POST', headers, body: 'x'.repeat(6_300_000) })
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }])
  })

  test('refuses a body above 10 MB', async () => {
    const response = await fetch(`${base}/open`, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) })
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }])
  })

  test('refuses a request line and header values above 10,240 bytes together', async () => {
    const headers = (bytes: number) => ({ host: 'a', 'x-long': 'x'.repeat(bytes) })
    const statusOf = (bytes: number, path = '/open') =>
      new Promise<[number, string]>((resolve, reject) =>
        request(base + path, { headers: headers(bytes) }, async (response) =>
          resolve([response.statusCode!, await text(response)]),
        )
          .once('error', reject)
          .end(),
      )
    // GET /open HTTP/1.1, the host of one letter, and `keep-alive`.
    const room = 10_240 - 'GET /open HTTP/1.1akeep-alive'.length
    expect((await statusOf(room))[0]).toBe(200)
    const refused = [431, JSON.stringify({ message: 'Request Header Fields Too Large' })]
    expect(await statusOf(room + 1)).toEqual(refused)
    expect(await statusOf(room, '/open?a')).toEqual(refused)
    expect(await statusOf(30_000)).toEqual(refused)
  })

  test('writes the access log of its stage and counts requests', async () => {
    runtime.logs.length = 0
    runtime.metrics.length = 0
    await fetch(`${base}/open?how=throw`)
    expect(runtime.logs).toContainEqual({
      group: '/aws/http-api/test',
      stream: `${apiId}-$default`,
      message: 'GET GET /open 500 -',
    })
    expect(runtime.metrics).toContainEqual(
      expect.objectContaining({ name: '5xx', value: 1, dimensions: { ApiId: apiId } }),
    )
  })
})

describe('the settings of a stage', () => {
  const call = (operation: string, input: object) =>
    runtime.kernel.call('apigatewayv2', operation, { ApiId: apiId, ...input }, runtime.kernel.root)
  const stage = (settings: object) => call('UpdateStage', { StageName: '$default', ...settings })
  afterEach(() => stage({ DefaultRouteSettings: {}, RouteSettings: {}, StageVariables: undefined }))

  test('throttle a route above its burst, and let requests in again at its rate', async () => {
    await stage({ RouteSettings: { 'GET /open': { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 0.001 } } })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await fetch(`${base}/open`)).status)
    expect(statuses).toEqual([200, 200, 429])
    const refused = await fetch(`${base}/open`)
    expect(await refused.json()).toEqual({ message: 'Too Many Requests' })
    expect((await fetch(`${base}/files/a`)).status).toBe(200)
  })

  test('count a route by itself when they ask for detailed metrics', async () => {
    const counted = async () => {
      runtime.metrics.length = 0
      await fetch(`${base}/open`)
      return runtime.metrics.filter(({ name }) => name === 'Count').map(({ dimensions }) => dimensions)
    }
    const plain = [{ ApiId: apiId }, { ApiId: apiId, Stage: '$default' }]
    expect(await counted()).toEqual(plain)
    await stage({ DefaultRouteSettings: { DetailedMetricsEnabled: true } })
    expect(await counted()).toEqual([...plain, { ApiId: apiId, Stage: '$default', Method: 'GET', Resource: '/open' }])
  })

  test('hand variables to the function', async () => {
    await stage({ StageVariables: { colour: 'blue' } })
    const event: any = await (await fetch(`${base}/open`)).json()
    expect(event.stageVariables).toEqual({ colour: 'blue' })
  })
})

describe('CORS', () => {
  const cors = (CorsConfiguration: object) =>
    runtime.kernel.call('apigatewayv2', 'UpdateApi', { ApiId: apiId, CorsConfiguration }, runtime.kernel.root)
  afterAll(() => cors({}))

  const ask = (origin: string) =>
    fetch(`${base}/open`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } })

  test('answers a preflight of an allowed origin itself, and tells another one nothing', async () => {
    await cors({ AllowOrigins: ['https://*'], AllowMethods: ['GET', 'PUT'], AllowHeaders: ['x-mine'], MaxAge: 60 })
    const allowed = await ask('https://console.example')
    expect([allowed.status, Object.fromEntries(allowed.headers)]).toEqual([
      204,
      expect.objectContaining({
        'access-control-allow-origin': 'https://console.example',
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'x-mine',
        'access-control-max-age': '60',
      }),
    ])
    const other = await ask('http://console.example')
    expect([other.status, [...other.headers.keys()].filter((name) => name.startsWith('access-control'))]).toEqual([
      204,
      [],
    ])
  })

  test('drops the headers of the function in favour of the API’s own', async () => {
    await cors({ AllowOrigins: ['https://one.example'] })
    const headers = async (origin: string) =>
      (await fetch(`${base}/open?how=cors`, { headers: { origin } })).headers.get('access-control-allow-origin')
    expect(await headers('https://one.example')).toBe('https://one.example')
    expect(await headers('https://two.example')).toBeNull()
  })
})
