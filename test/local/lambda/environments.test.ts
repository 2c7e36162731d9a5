import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LambdaRuntime, serveLambda, zipOf } from './make-function.ts'

let runtime: LambdaRuntime
beforeEach(async () => {
  runtime = await serveLambda()
})
afterEach(() => runtime.close())

const COUNTER = 'let calls = 0\nexport const handler = async () => ++calls'

describe('an execution environment', () => {
  test('keeps what the handler holds in memory from one invocation to the next', async () => {
    await runtime.make('counter', COUNTER)
    await runtime.run('counter')
    expect((await runtime.run('counter')).result).toBe(2)
  })

  test('runs one invocation at a time: a second one at once gets an environment of its own', async () => {
    await runtime.make(
      'counter',
      'let n = 0\nexport const handler = async () => { n++; await new Promise((done) => setTimeout(done, 50)); return n }',
    )
    const both = await Promise.all([runtime.run('counter'), runtime.run('counter')])
    expect(both.map(({ result }) => result)).toEqual([1, 1])
    expect(runtime.logs.filter(({ message }) => message.startsWith('INIT_START'))).toHaveLength(2)
  })

  test('is replaced when the code changes', async () => {
    await runtime.make('counter', COUNTER)
    await runtime.run('counter')
    await runtime.kernel.call(
      'lambda',
      'UpdateFunctionCode',
      { FunctionName: 'counter', ZipFile: zipOf({ 'index.mjs': 'export const handler = async () => "new"' }) },
      runtime.kernel.root,
    )
    expect((await runtime.run('counter')).result).toBe('new')
  })

  test('sees what Lambda sets, what the function sets, and nothing of the machine', async () => {
    process.env.SECRET_OF_THE_MACHINE = 'yes'
    await runtime.make('env', 'export const handler = async () => ({ ...process.env })', {
      Environment: { Variables: { MINE: '1' } },
      MemorySize: 256,
    })
    const { result } = await runtime.run('env')
    expect(result).toMatchObject({
      MINE: '1',
      AWS_REGION: 'ap-southeast-1',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/env',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ENDPOINT_URL: runtime.kernel.endpoint,
      TZ: ':UTC',
      _HANDLER: 'index.handler',
    })
    expect(result._X_AMZN_TRACE_ID).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/)
    expect(runtime.kernel.findCredentials(result.AWS_ACCESS_KEY_ID)).toMatchObject({
      secretAccessKey: result.AWS_SECRET_ACCESS_KEY,
      principal: { arn: 'arn:aws:sts::000000000000:assumed-role/worker/env' },
    })
    expect(result.SECRET_OF_THE_MACHINE).toBeUndefined()
    delete process.env.SECRET_OF_THE_MACHINE
  })

  test('is stopped when the handler takes longer than its timeout, even in a busy loop, and the next call works', async () => {
    await runtime.make('slow', 'export const handler = async (event) => { while (event.spin); return "quick" }', {
      Timeout: 1,
    })
    const { result, error } = await runtime.run('slow', { spin: true })
    expect(error).toBe('Unhandled')
    expect(result).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
    })
    expect((await runtime.run('slow')).result).toBe('quick')
  })

  test('that calls process.exit ends with Runtime.ExitError', async () => {
    await runtime.make('quitter', 'export const handler = async ({ code }) => process.exit(code)')
    expect((await runtime.run('quitter', { code: 3 })).result).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/Error: Runtime exited with error: exit status 3$/),
    })
    expect((await runtime.run('quitter', { code: 0 })).result.errorMessage).toMatch(
      /exited without providing a reason$/,
    )
  })

  test('stands still between invocations: what the handler left behind runs with the next one', async () => {
    await runtime.make(
      'leaver',
      `const fired = []
       export const handler = async ({ id }) => {
         if (id === 1) { setTimeout(() => { fired.push(id); console.log('fired late') }, 20); return }
         const before = [...fired]
         await new Promise((done) => setTimeout(done, 5))
         return [before, fired]
       }`,
    )
    await runtime.run('leaver', { id: 1 })
    await runtime.make('other', 'export const handler = async () => new Promise((done) => setTimeout(done, 60))')
    await runtime.run('other')
    expect(runtime.logs.map(({ message }) => message).join()).not.toContain('fired late')
    expect((await runtime.run('leaver', { id: 2 })).result[1]).toEqual([1])
  })

  test.each([
    ['on the heap', 'const held = []; for (;;) held.push(new Array(1e5).fill({}))'],
    ['in buffers', 'const held = []; for (;;) held.push(Buffer.alloc(1e6, 1))'],
  ])('that uses more memory than it has, %s, is killed', async (_, body) => {
    await runtime.make('eater', `export const handler = async () => { ${body} }`, { Timeout: 25 })
    expect((await runtime.run('eater')).result).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/),
    })
    expect(runtime.logs.at(-1)!.message).toMatch(
      /Memory Size: 128 MB\tMax Memory Used: 128 MB\t.*Status: error\tError Type: Runtime\.OutOfMemory$/,
    )
  })

  test('whose function cannot be loaded tries once more in the invocation, and says both in its log', async () => {
    await runtime.make('broken', 'throw new TypeError("at init")')
    expect((await runtime.run('broken')).result).toMatchObject({ errorType: 'TypeError', errorMessage: 'at init' })
    const lines = runtime.logs.map(({ message }) => message.replace(/[\d.]+ ms/, 'N ms').split('\t'))
    expect(lines.filter(([word]) => word!.startsWith('INIT_REPORT')).map((parts) => parts.slice(1))).toEqual([
      ['Phase: init', 'Status: error', 'Error Type: TypeError'],
      ['Phase: invoke', 'Status: error', 'Error Type: TypeError'],
    ])
    expect(lines.at(-1)).toEqual(expect.arrayContaining(['Status: error', 'Error Type: TypeError']))
  })

  test('whose function takes more than ten seconds to load loads it again, within the function’s own timeout', async () => {
    await runtime.make('late', 'await new Promise(() => setInterval(() => {}, 1000))', { Timeout: 60 })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const invoked = runtime.run('late')
      vi.advanceTimersByTime(10_000)
      vi.useRealTimers()
      const inits = () => runtime.logs.filter(({ message }) => message.startsWith('INIT_REPORT'))
      await vi.waitFor(() => expect(inits()).toHaveLength(1), 10_000)
      expect(inits()[0]!.message).toMatch(/Phase: init\tStatus: timeout$/)
      await runtime.kernel.service('lambda')!.stop!()
      await invoked
    } finally {
      vi.useRealTimers()
    }
  })

  test('that runs out of memory ends with Runtime.ExitError and does not take the runtime with it', async () => {
    await runtime.make(
      'eater',
      'export const handler = async () => { const held = []; for (;;) held.push(new Array(1e5).fill({})) }',
      { Timeout: 25 },
    )
    expect((await runtime.run('eater')).result).toMatchObject({ errorType: 'Runtime.ExitError' })
  })

  test('answers a handler that cannot be loaded with the type of error that Lambda gives', async () => {
    const type = async (source: string, settings = {}) => {
      const name = `broken-${Math.random().toString(36).slice(2)}`
      await runtime.make(name, source, settings)
      return (await runtime.run(name)).result
    }
    expect(await type('export const other = 1')).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    })
    expect(await type('import "missing-package"')).toMatchObject({ errorType: 'Runtime.ImportModuleError' })
    expect(await type('export const handler = ', {})).toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' })
    expect(await type('throw new TypeError("at init")')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'at init',
    })
    expect(await type('', { Handler: 'nowhere.handler' })).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Cannot find module 'nowhere'"),
    })
    expect(await type('export const handler = (event, context, callback) => callback(null, 1)')).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
    })
  })

  test('loads CommonJS, ES modules under .js, nested paths, and callbacks before Node.js 24', async () => {
    const make = (name: string, files: Record<string, string>, settings: object) =>
      runtime.make(name, '', { Code: { ZipFile: zipOf(files) }, ...settings })
    await make('cjs', { 'index.js': 'exports.handler = async () => typeof module' }, {})
    await make('esm', { 'a/b.js': 'export const handler = async () => typeof module' }, { Handler: 'a/b.handler' })
    await make(
      'old',
      { 'index.js': 'exports.handler = (event, context, done) => done(null, "called back")' },
      { Runtime: 'nodejs22.x' },
    )
    expect((await runtime.run('cjs')).result).toBe('object')
    expect((await runtime.run('esm')).result).toBe('undefined')
    expect((await runtime.run('old')).result).toBe('called back')
  })

  test('answers what is thrown, uncaught or rejected in the background', async () => {
    await runtime.make(
      'thrower',
      `class Mine extends Error { constructor(m) { super(m); this.name = 'Mine' } }
       export const handler = async ({ how }) => {
         if (how === 'throw') throw new Mine('no')
         if (how === 'string') throw 'text'
         if (how === 'reject') Promise.reject(new Error('lost'))
         if (how === 'uncaught') setImmediate(() => { throw new RangeError('later') })
         if (how === 'circular') { const a = {}; a.a = a; return a }
         await new Promise((done) => setTimeout(done, 1000))
       }`,
    )
    const how = async (kind: string) => (await runtime.run('thrower', { how: kind })).result
    expect(await how('throw')).toMatchObject({
      errorType: 'Mine',
      errorMessage: 'no',
      trace: expect.arrayContaining(['Mine: no', expect.stringContaining('index.mjs:3')]),
    })
    expect(await how('string')).toEqual({ errorType: 'string', errorMessage: 'text', trace: [] })
    expect(await how('reject')).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    })
    expect(await how('uncaught')).toMatchObject({ errorType: 'RangeError', errorMessage: 'later' })
    expect(await how('circular')).toMatchObject({ errorType: 'Runtime.MarshalError' })
  })
})
