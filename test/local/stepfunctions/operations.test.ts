import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lambdaOf, only, openRoom, ROLE, type Room } from './machine-room.ts'

let room: Room
beforeEach(() => {
  room = openRoom()
})
afterEach(() => room.close())

const waiting = only({ Type: 'Wait', Seconds: 100 })
const refusal = (code: string) => ({ code })

describe('StartExecution', () => {
  it('answers with the running execution for the same name and input', async () => {
    const machine = await room.create(waiting)
    const first = await room.call('StartExecution', { stateMachineArn: machine, name: 'n', input: '{"a":1}' })
    await room.clock.advance(1_000)
    const again = await room.call('StartExecution', { stateMachineArn: machine, name: 'n', input: '{"a":1}' })
    expect(again).toEqual(first)
    expect((await room.call('ListExecutions', { stateMachineArn: machine })).executions).toHaveLength(1)
  })

  it('refuses a name in use with another input, or of a closed execution for 90 days', async () => {
    const machine = await room.create(waiting)
    const executionArn = await room.start(machine, { a: 1 }, 'n')
    await expect(room.start(machine, { a: 2 }, 'n')).rejects.toMatchObject(refusal('ExecutionAlreadyExists'))
    await room.call('StopExecution', { executionArn })
    await expect(room.start(machine, { a: 1 }, 'n')).rejects.toMatchObject(refusal('ExecutionAlreadyExists'))
    await room.clock.advance(91 * 86_400_000)
    await room.start(machine, { a: 1 }, 'n')
    expect((await room.finished(executionArn)).types).toEqual(['ExecutionStarted', 'WaitStateEntered'])
  })

  it.each([
    ['InvalidName', { name: 'a b' }],
    ['InvalidName', { name: 'a:b' }],
    ['InvalidExecutionInput', { input: 'not json' }],
    ['InvalidExecutionInput', { input: JSON.stringify('é'.repeat(140_000)) }],
    ['StateMachineDoesNotExist', { stateMachineArn: 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:none' }],
    ['InvalidArn', { stateMachineArn: 'none' }],
  ])('refuses with %s what is %o', async (code, wrong) => {
    const stateMachineArn = await room.create(waiting)
    await expect(room.call('StartExecution', { stateMachineArn, ...wrong })).rejects.toMatchObject(refusal(code))
  })

  it('goes on with the definition it started with, whatever the machine becomes', async () => {
    const machine = await room.create({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 5, Next: 'Old' }, Old: { Type: 'Pass', Output: 'old', End: true } },
    })
    const executionArn = await room.start(machine)
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output: 'new' }) })
    await room.call('UpdateStateMachine', { stateMachineArn: machine, definition })
    await room.clock.advance(5_000)
    expect((await room.finished(executionArn)).output).toBe('old')
    const described = await room.call('DescribeStateMachineForExecution', { executionArn })
    expect(described.definition).toContain('"old"')
    expect((await room.run(machine)).output).toBe('new')
  })
})

describe('executions', () => {
  it('announce that they run and how they ended', async () => {
    const arn = await room.start(only({ Type: 'Pass', Output: { b: 2 } }), { a: 1 })
    await room.settle()
    const base = { source: 'aws.states', detailType: 'Step Functions Execution Status Change', resources: [arn] }
    expect(room.events).toMatchObject([
      {
        ...base,
        detail: {
          executionArn: arn,
          status: 'RUNNING',
          input: '{"a":1}',
          inputDetails: { included: true },
          output: null,
          stopDate: null,
          redriveStatus: 'NOT_REDRIVABLE',
          redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
        },
      },
      {
        ...base,
        detail: {
          status: 'SUCCEEDED',
          startDate: room.clock.now(),
          stopDate: room.clock.now(),
          output: '{"b":2}',
          outputDetails: { included: true },
        },
      },
    ])
  })

  it('leave a large output out of what they announce', async () => {
    await room.run(only({ Type: 'Pass', Output: "{% $join([1..51000].('12345')) %}" }))
    expect(room.events.at(-1)!.detail).toMatchObject({
      status: 'SUCCEEDED',
      output: null,
      outputDetails: { included: false },
    })
  })

  it('are listed newest first, by status and by the page', async () => {
    const machine = await room.create(waiting)
    const arns: string[] = []
    for (const name of ['a', 'b', 'c']) arns.push(await room.start(machine, {}, name))
    await room.call('StopExecution', { executionArn: arns[1] })
    const list = (more: any) => room.call('ListExecutions', { stateMachineArn: machine, ...more })
    const names = ({ executions }: any) => executions.map(({ name }: any) => name)
    expect(names(await list({ statusFilter: 'RUNNING' }))).toEqual(['c', 'a'])
    const first = await list({ maxResults: 2 })
    expect(names(first)).toEqual(['c', 'b'])
    expect(names(await list({ maxResults: 2, nextToken: first.nextToken }))).toEqual(['a'])
    await expect(list({ nextToken: 'x' })).rejects.toMatchObject(refusal('InvalidToken'))
  })

  it('are stopped with an error and a cause, once', async () => {
    const executionArn = await room.start(waiting)
    await room.settle()
    const { stopDate } = await room.call('StopExecution', { executionArn, error: 'E', cause: 'c' })
    await room.clock.advance(1_000)
    expect(await room.call('StopExecution', { executionArn, error: 'F' })).toEqual({ stopDate })
    const { status, error, cause, types } = await room.finished(executionArn)
    expect({ status, error, cause }).toEqual({ status: 'ABORTED', error: 'E', cause: 'c' })
    expect(types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted'])
    expect(room.events.at(-1)!.detail).toMatchObject({ status: 'ABORTED' })
  })

  it('are redriven at the state that failed, what had succeeded left alone', async () => {
    const calls: string[] = []
    room.kernel.register(
      lambdaOf({
        work: ({ item }) => {
          calls.push(item)
          if (item === 'b' && calls.length < 3) throw Object.assign(new Error(), { name: 'Once' })
          return item
        },
      }),
    )
    const Work = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'work', Payload: { item: '{% $states.input %}' } },
      Output: '{% $states.result.Payload %}',
      End: true,
    }
    const { stateMachineArn, executionArn } = await (async () => {
      const stateMachineArn = await room.create(
        only({ Type: 'Map', Items: ['a', 'b'], ItemProcessor: { StartAt: 'Work', States: { Work } } }),
      )
      return { stateMachineArn, executionArn: await room.start(stateMachineArn) }
    })()
    await room.settle()
    expect(await room.finished(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'Once',
      redriveStatus: 'REDRIVABLE',
    })
    await room.call('RedriveExecution', { executionArn })
    await room.settle()
    const done = await room.finished(executionArn)
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      output: ['a', 'b'],
      redriveCount: 1,
      redriveStatus: 'NOT_REDRIVABLE',
    })
    expect(done.types).toContain('ExecutionRedriven')
    expect(done.error).toBeUndefined()
    expect(calls).toEqual(['a', 'b', 'b'])
    await expect(room.call('RedriveExecution', { executionArn })).rejects.toMatchObject(
      refusal('ExecutionNotRedrivable'),
    )
    const filter = { stateMachineArn, redriveFilter: 'REDRIVEN' }
    expect((await room.call('ListExecutions', filter)).executions).toHaveLength(1)
  })
})

describe('state machines', () => {
  it('are made once: again with the same definition is the same, with another refused', async () => {
    const machine = await room.create(waiting, { name: 'm' })
    expect(await room.create(waiting, { name: 'm' })).toBe(machine)
    await expect(room.create(only({ Type: 'Pass' }), { name: 'm' })).rejects.toMatchObject(
      refusal('StateMachineAlreadyExists'),
    )
    expect(await room.call('DescribeStateMachine', { stateMachineArn: machine })).toMatchObject({
      name: 'm',
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn: ROLE,
    })
    expect((await room.call('ListStateMachines')).stateMachines).toHaveLength(1)
  })

  it('are deleted with their executions, and deleting what is not there is no error', async () => {
    const machine = await room.create(waiting)
    const executionArn = await room.start(machine)
    await room.call('DeleteStateMachine', { stateMachineArn: machine })
    await room.call('DeleteStateMachine', { stateMachineArn: machine })
    expect((await room.finished(executionArn)).status).toBe('ABORTED')
    await expect(room.start(machine)).rejects.toMatchObject(refusal('StateMachineDoesNotExist'))
  })

  it('carry tags', async () => {
    const resourceArn = await room.create(waiting)
    await room.call('TagResource', {
      resourceArn,
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    })
    await room.call('TagResource', { resourceArn, tags: [{ key: 'a', value: '3' }] })
    await room.call('UntagResource', { resourceArn, tagKeys: ['b'] })
    expect(await room.call('ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'a', value: '3' }] })
  })

  it('of type EXPRESS run synchronously, leave no history, and take no callbacks', async () => {
    const stateMachineArn = await room.create(only({ Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' } }), {
      type: 'EXPRESS',
    })
    const answer = await room.call('StartSyncExecution', { stateMachineArn, input: '{"n":1}' })
    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"n":2}',
      executionArn: expect.stringContaining(':express:'),
    })
    const { executionArn } = answer
    await expect(room.call('GetExecutionHistory', { executionArn })).rejects.toMatchObject({
      code: 'InvalidArn',
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
    })
    const token = only({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Arguments: {} })
    await expect(room.create(token, { type: 'EXPRESS' })).rejects.toMatchObject(refusal('InvalidDefinition'))
    const standard = await room.create(waiting)
    const sync = room.call('StartSyncExecution', { stateMachineArn: standard })
    await expect(sync).rejects.toMatchObject(refusal('StateMachineTypeNotSupported'))
  })
})

describe('permissions', () => {
  it('are asked of the callers role, operation by operation, on the ARNs that AWS documents', async () => {
    const asked: string[] = []
    room.kernel.evaluate = (_, { action, resource }) => void asked.push(`${action} ${resource}`)
    const { principal } = room.kernel.issueCredentials('arn:aws:iam::000000000000:role/caller', 's')
    const call = (operation: string, input: any) => room.kernel.call('stepfunctions', operation, input, principal)
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...only({ Type: 'Pass' }) })
    const { stateMachineArn } = await call('CreateStateMachine', { name: 'm', definition, roleArn: ROLE })
    const { executionArn } = await call('StartExecution', { stateMachineArn })
    await call('DescribeExecution', { executionArn })
    await call('ListStateMachines', {})
    expect(asked).toEqual([
      `states:CreateStateMachine ${stateMachineArn}`,
      `iam:PassRole ${ROLE}`,
      `states:StartExecution ${stateMachineArn}`,
      `states:DescribeExecution ${executionArn}`,
      'states:ListStateMachines *',
    ])
  })
})
