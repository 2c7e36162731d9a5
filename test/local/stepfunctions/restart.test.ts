import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Service } from '#local/kernel/kernel.ts'
import { lambdaOf, only, openRoom, pass, type Room } from './machine-room.ts'
import { type Job, train, trainingJobs } from './sagemaker-jobs.ts'

let stateDir: string
let room: Room
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'trimtab-restart-'))
})
afterEach(() => {
  room.close()
  rmSync(stateDir, { recursive: true, force: true })
})

/** Ends the process, as it were, and starts another on what it left `seconds` later. */
async function restart(services: Service[] = [], seconds = 0): Promise<void> {
  const { clock } = room
  room.close()
  room = openRoom(services, stateDir)
  await room.clock.advance(clock.now() - room.clock.now() + seconds * 1000)
  await room.kernel.service('stepfunctions')!.start!()
  await room.clock.advance(0)
}

describe('after a restart', () => {
  it('a Wait ends when it would have', async () => {
    room = openRoom([], stateDir)
    const arn = await room.start(only({ Type: 'Wait', Seconds: 100, Output: '{% $states.input.n %}' }), { n: 7 })
    await room.clock.advance(40_000)
    await restart()
    await room.clock.advance(59_000)
    expect((await room.finished(arn)).status).toBe('RUNNING')
    await room.clock.advance(1_000)
    const { output, types } = await room.finished(arn)
    expect(output).toBe(7)
    expect(types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'])
  })

  it('a task token is still good, and its request is not sent again', async () => {
    const tokens: string[] = []
    const services = [lambdaOf({ note: ({ token }) => void tokens.push(token) })]
    room = openRoom(services, stateDir)
    const Arguments = { FunctionName: 'note', Payload: { token: '{% $states.context.Task.Token %}' } }
    const arn = await room.start(
      only({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments,
        TimeoutSeconds: 60,
      }),
    )
    await room.settle()
    await restart(services)
    await room.call('SendTaskSuccess', { taskToken: tokens[0], output: '"late"' })
    await room.settle()
    expect((await room.finished(arn)).output).toBe('late')
    expect(tokens).toHaveLength(1)
  })

  it.each([
    ['SendTaskSuccess', { output: '"answered"' }, { status: 'SUCCEEDED', output: 'answered' }],
    [
      'SendTaskFailure',
      { error: 'Refused', cause: 'by hand' },
      { status: 'FAILED', error: 'Refused', cause: 'by hand' },
    ],
  ])('an answer by %s that was acknowledged is not asked for again', async (operation, answer, ending) => {
    const tokens: string[] = []
    const services = [lambdaOf({ note: ({ token }) => void tokens.push(token) })]
    room = openRoom(services, stateDir)
    const Arguments = { FunctionName: 'note', Payload: { token: '{% $states.context.Task.Token %}' } }
    const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken'
    const arn = await room.start(only({ Type: 'Task', Resource, Arguments, TimeoutSeconds: 60 }))
    await room.settle()
    void room.call(operation, { taskToken: tokens[0], ...answer })
    // The process ends when the answer is on disk, before the execution has gone on, and stays away for long.
    room.kernel.store.flush()
    await restart(services, 3600)
    await room.settle()
    expect(await room.finished(arn)).toMatchObject(ending)
    expect(tokens).toHaveLength(1)
  })

  it('a request whose receiver died with the process is sent again, and has its time anew', async () => {
    let sent = 0
    const services = [lambdaOf({ slow: () => (++sent === 1 ? new Promise(() => {}) : 'done') })]
    room = openRoom(services, stateDir)
    const Resource = 'arn:aws:states:::lambda:invoke'
    const arn = await room.start(
      only({ Type: 'Task', Resource, Arguments: { FunctionName: 'slow' }, TimeoutSeconds: 60 }),
    )
    await new Promise((resolve) => setImmediate(resolve))
    await restart(services, 3600)
    await room.settle()
    expect(await room.finished(arn)).toMatchObject({ status: 'SUCCEEDED', output: { Payload: 'done' } })
    expect(sent).toBe(2)
  })

  it('an Express execution that nobody waited for is started over, and once it has ended no more', async () => {
    const said: unknown[] = []
    const services = [lambdaOf({ say: ({ n }) => void said.push(n) })]
    room = openRoom(services, stateDir)
    const States = {
      Wait: { Type: 'Wait', Seconds: 10, Next: 'Say' },
      Say: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'say', Payload: '{% $states.input %}' },
        End: true,
      },
    }
    const definition = { QueryLanguage: 'JSONata', StartAt: 'Wait', States }
    const stateMachineArn = await room.create(definition, { name: 'express', type: 'EXPRESS' })
    await room.call('StartExecution', { stateMachineArn, input: '{"n":1}' })
    await room.settle()
    await restart(services)
    await room.clock.advance(10_000)
    expect(said).toEqual([1])
    await restart(services)
    await room.clock.advance(10_000)
    expect(said).toEqual([1])
  })

  it('a timeout runs from when the task started', async () => {
    const services = [lambdaOf({ note: () => null })]
    room = openRoom(services, stateDir)
    const Arguments = { FunctionName: 'note' }
    const arn = await room.start(
      only({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments,
        TimeoutSeconds: 60,
      }),
    )
    await room.settle()
    await restart(services, 60)
    expect((await room.finished(arn)).error).toBe('States.Timeout')
  })

  it('a job that ended meanwhile is found to have', async () => {
    const jobs = new Map<string, Job>()
    const now = () => room.clock.date()
    const training = trainingJobs(now, jobs)
    room = openRoom([training.service], stateDir)
    const arn = await room.start(only(train('.sync')), { name: 'job' })
    await room.settle()
    room.close()
    jobs.get('job')!.TrainingJobStatus = 'Completed'
    const again = trainingJobs(now, jobs)
    room = openRoom([], stateDir)
    await restart([again.service])
    expect((await room.finished(arn)).output).toMatchObject({ TrainingJobStatus: 'Completed' })
    expect(again.calls).toEqual(['Describe'])
  })

  it('a job whose request was under way is taken over, not made twice', async () => {
    const jobs = new Map<string, Job>()
    const now = () => room.clock.date()
    const { service } = trainingJobs(now, jobs)
    const CreateTrainingJob: Service['operations'][string] = async (input, call) => {
      service.operations['CreateTrainingJob']!(input, call)
      await new Promise(() => {})
    }
    room = openRoom([{ ...service, operations: { ...service.operations, CreateTrainingJob } }], stateDir)
    const arn = await room.start(only(train('.sync')), { name: 'job' })
    await new Promise((resolve) => setImmediate(resolve))
    const again = trainingJobs(now, jobs)
    room.close()
    room = openRoom([], stateDir)
    await restart([again.service])
    again.end(room.kernel, 'job', 'Completed')
    await room.settle()
    expect((await room.finished(arn)).status).toBe('SUCCEEDED')
    expect(again.calls).not.toContain('Create')
  })

  it('a plain request that was under way is sent again', async () => {
    let calls = 0
    room = openRoom([lambdaOf({ slow: () => new Promise(() => calls++) })], stateDir)
    const arn = await room.start(
      only({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'slow' },
        Output: '{% $states.result.Payload %}',
      }),
    )
    await new Promise((resolve) => setImmediate(resolve))
    await restart([lambdaOf({ slow: () => ++calls })])
    const { output, types } = await room.finished(arn)
    expect(output).toBe(2)
    expect(types.filter((type) => type === 'TaskScheduled')).toHaveLength(1)
  })

  it('a Map goes on with the iterations that have not ended, variables and all', async () => {
    room = openRoom([], stateDir)
    const arn = await room.start({
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { unit: 10 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: [1, 5, 9],
          MaxConcurrency: 2,
          ItemProcessor: {
            StartAt: 'Keep',
            States: {
              Keep: { Type: 'Pass', Assign: { mine: '{% $states.input * $unit %}' }, Next: 'Nap' },
              Nap: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Show' },
              Show: pass('{% $mine + $states.context.Map.Item.Index %}'),
            },
          },
          End: true,
        },
      },
    })
    await room.clock.advance(2_000)
    await restart()
    await room.clock.advance(20_000)
    const { output, types } = await room.finished(arn)
    expect(output).toEqual([10, 51, 92])
    expect(types.filter((type) => type === 'MapIterationStarted')).toHaveLength(3)
    expect(types.filter((type) => type === 'MapIterationSucceeded')).toHaveLength(3)
    expect(types.filter((type) => type === 'MapStateStarted')).toHaveLength(1)
  })

  it('a retry comes when it was due', async () => {
    let calls = 0
    const services = [
      lambdaOf({
        moody: () => {
          if (++calls < 2) throw Object.assign(new Error(), { name: 'Moody' })
        },
      }),
    ]
    room = openRoom(services, stateDir)
    const Retry = [{ ErrorEquals: ['Moody'], IntervalSeconds: 30 }]
    const arn = await room.start(
      only({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'moody' }, Retry }),
    )
    await room.clock.advance(10_000)
    await restart(services)
    await room.clock.advance(20_000)
    expect((await room.finished(arn)).status).toBe('SUCCEEDED')
    expect(calls).toBe(2)
  })

  it('ended executions, their history and their names are remembered', async () => {
    room = openRoom([], stateDir)
    const machine = await room.create(only({ Type: 'Pass' }))
    const arn = await room.start(machine, { n: 1 }, 'once')
    await room.settle()
    const before = await room.finished(arn)
    await restart()
    expect(await room.finished(arn)).toEqual(before)
    await expect(room.start(machine, { n: 1 }, 'once')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' })
  })
})
