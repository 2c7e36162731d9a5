import { afterEach, describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { type JudgedWorld, openJudgedWorld, order } from './judged-world.ts'

let world: JudgedWorld
afterEach(() => world.room.close())

const refuse = (message: string) => () => {
  throw new AwsError('ValidationException', message)
}
const failed = (name: string, message: string) => () => {
  throw Object.assign(new Error(message), { name })
}
/** Changes of the endpoint and of what scales it, in order. */
const scaling = () =>
  world.called.flatMap(({ name, payload }) =>
    name === 'settleScaling' ? [payload.how] : name === 'holdScaling' ? ['hold'] : [],
  )
const sent = () =>
  world.sent.map(({ operation, input }) => {
    if (operation === 'UpdateEndpoint') return `to ${input.EndpointConfigName}`
    if (operation === 'CreateEndpointConfig') return `create ${input.EndpointConfigName}`
    return input.DesiredWeightsAndCapacities.map(({ DesiredWeight }: any) => DesiredWeight).join(':')
  })
const ended = () => world.called.filter(({ name }) => name === 'endRollout').map(({ payload }) => payload)
const shift = (weight: number, step: number) => ({ do: 'shift', weight, step })
const hold = { do: 'hold' }
const finish = { do: 'finish' }
const back = { do: 'roll-back', because: 'worse', reason: 'errors: 9 of 10' }

describe('a challenger that is no worse', () => {
  it('is mirrored, then gets weight after weight, then everything', async () => {
    world = await openJudgedWorld({ do: 'shadow' }, hold, shift(10, 0), hold, hold, shift(50, 1), finish)
    const { status, output } = await world.run()
    expect([status, output]).toEqual([
      'SUCCEEDED',
      { verdict: 'finished', reason: 'because', steps: 2, evidence: { verdict: 'x' }, held: false },
    ])
    expect(sent()).toEqual([
      'create shadow',
      'to shadow',
      'create judged',
      'to judged',
      '90:10',
      '50:50',
      'create final',
      'to final',
    ])
    expect(ended()).toEqual([])
  })

  it('is paused around each new config where the endpoint scales, and takes no instance away in between', async () => {
    world = await openJudgedWorld({ do: 'shadow' }, hold, shift(10, 0), hold, shift(50, 1), finish)
    world.scales = true
    const { output } = await world.run()
    expect(output).toMatchObject({ verdict: 'finished', held: true })
    expect(scaling()).toEqual(['hold', 'sharing', 'hold', 'sharing', 'hold'])
    expect(sent().slice(-3)).toEqual(['50:50', 'create final', 'to final'])
  })

  it('has as many instances as the endpoint, and the endpoint never starts smaller than it was', async () => {
    world = await openJudgedWorld(shift(10, 0), shift(50, 1), finish)
    world.sagemaker['UpdateEndpointWeightsAndCapacities'] = () => {
      // The champion's fleet shrinks with its traffic.
      world.endpoint.counts = { main: 2, challenger: 3 }
      return { EndpointArn: 'arn' }
    }
    await world.run()
    const inputs = (operation: string) =>
      world.sent.filter((one) => one.operation === operation).map(({ input }) => input)
    const counts = inputs('CreateEndpointConfig').map(({ ProductionVariants }) =>
      ProductionVariants.map(({ InitialInstanceCount }: any) => InitialInstanceCount),
    )
    expect(counts).toEqual([[3, 3], [3]])
    expect(inputs('UpdateEndpoint').map(({ RetainAllVariantProperties }) => RetainAllVariantProperties)).toEqual([
      true,
      false,
    ])
    for (const { DesiredWeightsAndCapacities } of inputs('UpdateEndpointWeightsAndCapacities'))
      expect(DesiredWeightsAndCapacities[1].DesiredInstanceCount).toBe(3)
  })

  it('is checked each interval, with a name for each check, since its weight came into force', async () => {
    world = await openJudgedWorld(shift(10, 0), hold, hold, finish)
    await world.run()
    const checks = world.called.filter(({ name }) => name === 'advanceRollout').map(({ payload }) => payload)
    expect(new Set(checks.map(({ tick }) => tick)).size).toBe(checks.length)
    expect(new Set(checks.slice(1).map(({ since }) => since)).size).toBe(1)
    expect(checks.map(({ serving }) => serving)).toEqual([undefined, 'judged', 'judged', 'judged'])
    expect(checks[1]).toMatchObject({ captures: 's3://bucket/capture/penguins/', settings: order.settings })
  })

  it('waits at the gate for a person, who is told', async () => {
    world = await openJudgedWorld(shift(10, 0), { do: 'await-gate', reason: 'waits for a person' }, hold, finish)
    expect((await world.run()).output.verdict).toBe('finished')
    expect(world.told).toEqual([expect.objectContaining({ what: 'gate waiting', reason: 'waits for a person' })])
  })

  it('may be held for days without one history growing past its limit', async () => {
    world = await openJudgedWorld(shift(10, 0), ...Array.from({ length: 2500 }, () => hold), finish)
    const { status, history } = await world.run(order, 2600 * 60_000)
    expect(status).toBe('SUCCEEDED')
    expect(history.length).toBeLessThan(250)
    const stateMachineArn = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:judge-step'
    const { executions } = await world.room.call('ListExecutions', { stateMachineArn })
    expect(executions).toHaveLength(3)
    const lengths = await Promise.all(
      executions.map(async ({ executionArn }: any) => (await world.room.finished(executionArn)).history.at(-1).id),
    )
    expect(Math.max(...lengths)).toBeLessThan(12_000)
  })
})

describe('a challenger that is worse', () => {
  it('loses its traffic at once, then its place, and somebody is told', async () => {
    world = await openJudgedWorld(shift(10, 0), hold, back)
    const { status, output } = await world.run()
    expect([status, output.verdict, output.reason]).toEqual(['SUCCEEDED', 'rolled-back', 'errors: 9 of 10'])
    expect(sent().slice(-2)).toEqual(['100:0', 'to old-config'])
    expect(world.endpoint.configName).toBe('old-config')
    expect(ended()).toEqual([
      expect.objectContaining({ phase: 'rolled-back', because: 'worse', reason: 'errors: 9 of 10' }),
    ])
    expect(world.told).toEqual([expect.objectContaining({ what: 'rolled back', reason: 'errors: 9 of 10' })])
  })

  it('in the shadow goes without anybody having seen an answer of it', async () => {
    world = await openJudgedWorld({ do: 'shadow' }, back)
    expect((await world.run()).output).toMatchObject({ verdict: 'rolled-back', steps: 0 })
    expect(sent()).toEqual(['create shadow', 'to shadow', 'to old-config'])
  })

  it('is taken back even when its weight cannot be', async () => {
    world = await openJudgedWorld(shift(10, 0), back)
    let calls = 0
    world.sagemaker['UpdateEndpointWeightsAndCapacities'] = () =>
      calls++ === 0 ? { EndpointArn: 'arn' } : refuse('Could not find variant')()
    expect((await world.run()).output.verdict).toBe('rolled-back')
    expect(world.endpoint.configName).toBe('old-config')
  })
})

describe('one that is taken back for another reason than its numbers', () => {
  it.each([
    ['held too long', 'held too long', 'JudgedWorse'],
    ['vetoed by a hook', 'vetoed by a hook', 'JudgedWorse'],
    ['asked', 'rolled back', 'JudgedWorse'],
    ['endpoint lost', 'rolled back', 'EndpointLost'],
  ])('such as %s, is told of as %s', async (because, what, error) => {
    world = await openJudgedWorld(shift(10, 0), { do: 'roll-back', because, reason: 'so it is' })
    expect((await world.run()).output).toMatchObject({ verdict: 'rolled-back', error, reason: 'so it is' })
    expect(ended()).toEqual([expect.objectContaining({ because })])
    const subject = `Trimtab: penguins ${what}`
    expect(world.told).toEqual([expect.objectContaining({ what, subject, reason: 'so it is' })])
  })
})

describe('a hook that says no', () => {
  const veto = (at: string) => (payload: any) => {
    if (payload.hook.at === at) throw Object.assign(new Error('it is Friday'), { name: 'HookVetoed' })
    return {}
  }

  it('before leaves the endpoint as it is', async () => {
    world = await openJudgedWorld(shift(10, 0), finish)
    world.functions['callHook'] = veto('before')
    expect((await world.run()).output).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringContaining('it is Friday'),
    })
    expect(sent()).toEqual([])
    expect(world.told).toEqual([expect.objectContaining({ what: 'vetoed by a hook' })])
  })

  it('after takes everything back', async () => {
    world = await openJudgedWorld(shift(10, 0), finish)
    world.functions['callHook'] = veto('after')
    expect((await world.run()).output).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringContaining('it is Friday'),
    })
    expect(world.endpoint.configName).toBe('old-config')
  })
})

describe('what goes wrong on the way', () => {
  it.each([
    ['no config can be made', 'CreateEndpointConfig', 'no such instance type'],
    ['the endpoint cannot be updated', 'UpdateEndpoint', 'quota exceeded'],
  ])('when %s, the champion keeps everything', async (_, operation, message) => {
    world = await openJudgedWorld(shift(10, 0), finish)
    world.sagemaker[operation] = refuse(message)
    const { output } = await world.run()
    expect(output).toMatchObject({ verdict: 'rolled-back', reason: expect.stringContaining(message) })
    expect(world.endpoint.configName).toBe('old-config')
  })

  it('when SageMaker goes back by itself, or the wait ends, it is taken back and says why', async () => {
    world = await openJudgedWorld(shift(10, 0), finish)
    const succeed = world.functions['awaitEndpoint']!
    world.functions['awaitEndpoint'] = (payload) => {
      if (payload.configName !== 'judged') return succeed(payload)
      const { taskToken } = payload
      return world.room.call('SendTaskFailure', { taskToken, error: 'EndpointFailed', cause: 'the challenger crashed' })
    }
    expect((await world.run()).output).toMatchObject({ verdict: 'rolled-back', reason: 'the challenger crashed' })
    expect(world.endpoint.configName).toBe('old-config')
  })

  it.each([
    [4, 'rolled-back'],
    [5, 'failed'],
  ])('when SageMaker has no instances for the champion’s own config %d times, it is %s', async (times, ends) => {
    world = await openJudgedWorld(shift(10, 0), back)
    const succeed = world.functions['awaitEndpoint']!
    let lacked = 0
    world.functions['awaitEndpoint'] = (payload) => {
      if (payload.configName !== 'old-config' || lacked++ >= times) return succeed(payload)
      world.endpoint.configName = 'judged'
      return world.room.call('SendTaskFailure', {
        taskToken: payload.taskToken,
        error: 'EndpointRolledBack',
        cause: 'no capacity',
      })
    }
    const { output, cause } = await world.run()
    expect(lacked).toBe(ends === 'failed' ? times : times + 1)
    if (ends === 'failed') expect(cause).toMatch(/could not be given everything back: EndpointRolledBack no capacity/)
    else expect(output).toMatchObject({ verdict: 'rolled-back', reason: expect.not.stringContaining('capacity') })
    expect(world.endpoint.configName).toBe(ends === 'failed' ? 'judged' : 'old-config')
  })

  it('when the endpoint is changed by others meanwhile, it waits until it rests', async () => {
    world = await openJudgedWorld(shift(10, 0), finish)
    const update = world.sagemaker['UpdateEndpointWeightsAndCapacities']!
    let calls = 0
    world.sagemaker['UpdateEndpointWeightsAndCapacities'] = (input) =>
      calls++ < 4 ? refuse('Cannot update in-progress endpoint "arn".')() : update(input)
    expect((await world.run()).output.verdict).toBe('finished')
  })

  it('when something else serves than was planned with, nothing is touched', async () => {
    world = await openJudgedWorld(shift(10, 0), finish)
    world.endpoint.configName = 'by-hand'
    const { output } = await world.run()
    expect(output).toMatchObject({ verdict: 'rolled-back', reason: expect.stringContaining('something else') })
    expect(world.endpoint.configName).toBe('by-hand')
    expect(world.sent).toEqual([])
  })

  it('when the endpoint is deleted by hand, it fails, recorded and told', async () => {
    world = await openJudgedWorld(shift(10, 0), hold, finish)
    world.functions['awaitEndpoint'] = ({ taskToken }) => {
      world.sagemaker['DescribeEndpoint'] = refuse('Could not find endpoint "arn".')
      world.functions['holdScaling'] = failed('EndpointGone', 'there is no endpoint any more')
      return world.room.call('SendTaskSuccess', { taskToken, output: '{}' })
    }
    const { status, error, cause } = await world.run()
    expect([status, error]).toEqual(['FAILED', 'RollbackFailed'])
    expect(cause).toContain('there is no endpoint any more')
    expect(ended()).toEqual([expect.objectContaining({ phase: 'failed' })])
    expect(world.told).toEqual([expect.objectContaining({ what: 'rollback failed' })])
  })

  it('when the checks themselves break, it goes back', async () => {
    world = await openJudgedWorld(shift(10, 0))
    const check = world.functions['advanceRollout']!
    let calls = 0
    world.functions['advanceRollout'] = (payload) => {
      if (calls++ === 0) return check(payload)
      throw new TypeError('oops')
    }
    expect((await world.run()).output).toMatchObject({ verdict: 'rolled-back' })
    expect(world.endpoint.configName).toBe('old-config')
  })
})
