import { describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { less, lessDeploy, MINUTE, switchedLine } from './rollouts/switched-line.ts'

const { on, until, apply, status, latest, variant } = switchedLine()

describe('a night without instances', { timeout: 120_000 }, () => {
  it('is served serverless by the same version, and by instances again before work', async () => {
    const serving = await on.serves()
    await apply(lessDeploy, less)
    await until('19:15')
    expect(await status()).toBe('InService')
    const { ModelName, ServerlessConfig } = await variant()
    expect(ServerlessConfig).toEqual({ MemorySizeInMB: 1024, MaxConcurrency: 3 })
    expect(await latest()).toMatchObject({ decision: 'served serverless' })
    const [failed, answered] = [on.failed, on.answered]
    const answer = on.ask()
    // It has to start for that.
    await on.clock.advance(MINUTE)
    await answer
    expect([on.failed, on.answered]).toEqual([failed, answered + 1])
    await until('05:55')
    expect((await on.stock()).filter(({ sweep }) => sweep)).toEqual([])
    on.changes.length = 0
    await until('06:15')
    expect(on.changes).toEqual(['UpdateEndpoint'])
    expect(await on.serves()).toBe(serving)
    expect((await variant()).ModelName).toBe(ModelName)
  })

  it('goes back to the version before when it is told to, without leaving the night', async () => {
    await apply(lessDeploy, less)
    const run = await on.run()
    await until('19:15')
    const bad = (await variant()).ModelName
    await on.rollback({ reason: 'it was late all day' })
    await on.clock.advance(10 * MINUTE)
    const { ModelName, ServerlessConfig } = await variant()
    expect(ServerlessConfig).toBeDefined()
    expect(ModelName).not.toBe(bad)
    await until('06:15')
    expect((await variant()).ModelName).toBe(ModelName)
    expect(await on.serves()).not.toContain(run.run)
  })

  it('is spent as by day when serverless cannot be had, and is not tried again before the next', async () => {
    const serving = await on.serves()
    await apply(lessDeploy, less)
    const refused = new AwsError('ResourceLimitExceeded', 'The account-level service limit is reached.')
    // The planner writes twice for each way, and the second one is the way home.
    let written = 0
    on.wrong = {
      call: ({ operation, caller }, moment) => {
        if (moment === 'after') return undefined
        if (/PlanSwitch/.test(caller) && operation === 'UpdateItem') written++
        return operation === 'CreateEndpoint' && written <= 2 ? refused : undefined
      },
    }
    await until('21:30')
    expect(await on.serves()).toBe(serving)
    expect(await on.notices()).toEqual([
      expect.objectContaining({ what: 'not switched', reason: expect.stringMatching(/limit is reached/) }),
    ])
    on.wrong = {}
    await until('06:15')
    await until('19:15')
    expect((await variant()).ServerlessConfig).toBeDefined()
    await until('06:15')
  })
})
