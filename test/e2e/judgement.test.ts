import { DescribeEndpointCommand, DescribeModelPackageCommand } from '@aws-sdk/client-sagemaker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelAnswer, VersionsAnswer } from '#shared/domain/api-answers.ts'
import { ADELIE, eventually, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('a version goes to traffic', () => {
  let loop: Loop

  beforeAll(async () => {
    loop = await startLoop()
    await loop.apply('judged')
    await loop.put('data/judged/first.csv', penguinsCsv())
    await loop.ended('judged', 1)
  })
  afterAll(() => loop?.stop())

  const endpoint = () => loop.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'trimtab-dev-judged' }))
  const line = () => loop.api.request<ModelAnswer>('GET', ['models', 'judged'])
  const versions = async () =>
    (await loop.api.request<VersionsAnswer>('GET', ['models', 'judged', 'versions'])).versions.map(
      ({ version, status }) => ({ version, status }),
    )
  const manual = (manifest: string) => manifest.replace('approve: auto', 'approve: manual')
  const answer = (run: string, approve: boolean, reason: string) =>
    loop.api.request('POST', ['models', 'judged', 'runs', run, 'approval'], { approve, reason })
  const awaiting = (count: number) =>
    eventually(async () => {
      const run = (await loop.runs('judged'))[count - 1]
      expect(run?.status).toBe('awaiting-approval')
      return run!
    })
  /** Runs once more, and shows that what serves is what served before, untouched. */
  async function expectUnchanged(work: () => Promise<unknown>) {
    const [before, champion] = [await endpoint(), (await line()).champion]
    const served = await loop.ask('judged', ADELIE)
    await work()
    const after = await endpoint()
    expect(after.EndpointConfigName).toBe(before.EndpointConfigName)
    expect(after.LastModifiedTime, 'the endpoint was updated').toEqual(before.LastModifiedTime)
    expect((await line()).champion).toEqual(champion)
    expect(await loop.ask('judged', ADELIE)).toEqual(served)
  }

  it('not when a threshold is missed: the run is refused with the reason, and the champion serves on', async () => {
    await expectUnchanged(async () => {
      await loop.apply('judged', (manifest) => manifest.replace('accuracy, atLeast: 0.8', 'logloss, atMost: 0.0001'))
      await loop.put('data/judged/second.csv', penguinsCsv(20, 320))
      const run = await loop.ended('judged', 2)
      expect(run).toMatchObject({ status: 'refused', verdict: { verdict: 'fail' } })
      expect(run.reason).toMatch(/logloss.*0\.0001/)
      expect(run.version).toBeUndefined()
    })
    const [verdict] = (await loop.decisions('judged')).filter(({ decision }) => decision === 'fail')
    expect(verdict).toMatchObject({ subject: 'verdict', reason: expect.stringContaining('logloss') })
  })

  it('not when a person rejects it: the champion serves on, and the registry says so', async () => {
    await expectUnchanged(async () => {
      await loop.apply('judged', manual)
      await loop.put('data/judged/third.csv', penguinsCsv(0, 340))
      const { run } = await awaiting(3)
      await answer(run, false, 'the sample is odd')
      const ended = await loop.ended('judged', 3)
      expect(ended).toMatchObject({ status: 'rejected', version: 2 })
      expect(ended.reason).toContain('the sample is odd')
    })
    expect(await versions()).toEqual([
      { version: 2, status: 'rejected' },
      { version: 1, status: 'serving' },
    ])
    const ModelPackageName = loop.service.kernel.arn('sagemaker', 'model-package/trimtab-dev-judged/2')
    const registered = await loop.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName }))
    expect(registered.ModelApprovalStatus).toBe('Rejected')
  })

  it('only after a person approves it; a contrary second answer is refused', async () => {
    await loop.put('data/judged/fourth.csv', penguinsCsv(0, 330))
    const { run, executionArn } = await awaiting(4)
    expect((await line()).champion?.version).toBe(1)
    await answer(run, true, 'looks well')
    await expect(answer(run, false, 'on second thoughts')).rejects.toMatchObject({ name: 'RunConflict' })
    expect(await loop.ended('judged', 4)).toMatchObject({ status: 'deployed', version: 3, executionArn })
    expect((await line()).champion?.version).toBe(3)
    const approval = (await loop.decisions('judged')).find(
      ({ subject, run: of }) => subject === 'approval' && of === run,
    )
    expect(approval).toMatchObject({ decision: 'approved', rule: 'a person', reason: 'looks well' })
  })
})
