import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, type Loop, penguinsCsv, startLoop } from '../e2e/support/loop.ts'
import { documentedCommands, documentedScript } from './documented-commands.ts'
import { clientsOf } from './for-clients.ts'
import { pythonWith } from './python.ts'

const python = pythonWith('awscli')
const hasJq = spawnSync('jq', ['--version']).status === 0
if (!hasJq) console.warn('The documented redrive of dead letters is not run: it needs jq, which is not installed.')

const LINE = 'flight-delay'
const RUN = /flight-delay-\d{8}t\d{6}-[0-9a-f]{8}/g
const normalised = (output: string) => output.trim().replaceAll(RUN, '<run>')

describe.skipIf(!python)('the AWS CLI, as the pages for operators use it', () => {
  let loop: Loop
  let home: string
  let runs: { run: string; executionArn: string }[]
  let shell: (script: string) => Promise<string>

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'trimtab-operator-'))
    loop = await startLoop({ stateDir: join(home, 'state') })
    await loop.apply(LINE)
    for (const [count, csv] of [penguinsCsv(0, 300), penguinsCsv(300)].entries()) {
      await loop.put(`data/${LINE}/${count}.csv`, csv)
      const { status, reason } = await loop.ended(LINE, count + 1)
      expect(status, reason).toBe('deployed')
    }
    runs = (await loop.runs(LINE)) as typeof runs
    writeFileSync(join(home, 'tonight.csv'), '39.1,18.7,181,3750\n')
    const { env, run } = clientsOf(loop.service, home)
    env['PATH'] = `${dirname(python!)}:${env['PATH']}`
    // Version 1 of the CLI has no service-specific rule for sqs; the page says so.
    shell = (script) =>
      run('bash', ['-euo', 'pipefail', '-c', script.replaceAll('aws sqs', 'aws sqs --endpoint-url $AWS_ENDPOINT_URL')])
  }, 180_000)

  afterAll(async () => {
    await loop?.stop()
    rmSync(home, { recursive: true, force: true })
  })

  /** With the names of this test's runs in place of the page's. */
  const filledIn = (command: string) =>
    command
      .replaceAll(RUN, runs[0]!.run)
      .replaceAll('<that>', runs[0]!.executionArn)
      .replaceAll(
        '$Q',
        '$(aws sqs get-queue-url --queue-name trimtab-dev-event-dead-letters --query QueueUrl --output text)',
      )

  /** What the page describes: a lease whose run is over, since the event of its end was lost. */
  const holdLease = () => {
    const [{ run, executionArn }] = runs as [(typeof runs)[0]]
    const lease = { run, takenAt: '2026-01-01T00:00:00.000Z', executionArn }
    return loop.service.kernel.call(
      'dynamodb',
      'UpdateItem',
      {
        TableName: 'trimtab-dev-ledger',
        Key: { pk: { S: `LINE#${LINE}` }, sk: { S: 'LINE' } },
        UpdateExpression: 'SET lease = :lease',
        ExpressionAttributeValues: {
          ':lease': { M: Object.fromEntries(Object.entries(lease).map(([name, S]) => [name, { S }])) },
        },
      },
      loop.service.kernel.root,
    )
  }

  const commands = documentedCommands('operating.md')
  it('finds the commands of the page', () => expect(commands.length).toBeGreaterThanOrEqual(5))

  it.each(commands)('$command', async ({ command, output }) => {
    if (command.includes('Item.lease')) await holdLease()
    // What is read may still be on its way, as an update of the endpoint is.
    await eventually(async () => {
      const found = await shell(filledIn(command))
      if (output) expect(normalised(found)).toBe(normalised(output))
    })
  })

  it('has the sweeper free a lease whose run is over', async () => {
    const { decision, reason } = (await loop.decisions(LINE))[0]!
    expect(decision).toBe('repaired')
    expect(reason).toContain('held its lease after its execution was SUCCEEDED')
  })

  it.skipIf(!hasJq)('sends dead letters again by the documented script', async () => {
    const queue =
      '--queue-url $(aws sqs get-queue-url --queue-name trimtab-dev-event-dead-letters --query QueueUrl --output text)'
    const target = `arn:aws:lambda:${loop.service.kernel.region}:${loop.service.kernel.account}:function:trimtab-dev-onDataUploaded`
    const detail = { bucket: { name: loop.service.bucket }, object: { key: `data/${LINE}/0.csv`, sequencer: '1' } }
    writeFileSync(join(home, 'body.json'), JSON.stringify(uploaded(detail)))
    const attributes = JSON.stringify({ TARGET_ARN: { DataType: 'String', StringValue: target } })
    await shell(`aws sqs send-message ${queue} --message-body file://body.json --message-attributes '${attributes}'`)
    expect(await shell(documentedScript('operating.md', 'requestPayload //'))).toBe(
      'trimtab-dev-onDataUploaded took it\n',
    )
    const left = `aws sqs get-queue-attributes ${queue} --attribute-names All --query Attributes.ApproximateNumberOfMessages`
    expect(await shell(`${left} --output text`)).toBe('0\n')
  })

  it('shows outputs and moves files as the page on deploying does', async () => {
    const script = documentedScript(
      'deploy-to-aws.md',
      'npx serverless deploy --stage $STAGE --region $AWS_REGION\naws',
    )
    const shown = await shell(`STAGE=dev\n${script.replace(/^npx .*$/m, '')}`)
    expect(shown).toContain(loop.service.bucket)
    expect(shown).toContain('LifecycleMachineArn')
    writeFileSync(join(home, 'file.csv'), 'a,b\n1,2\n')
    const copied = await shell(
      `aws s3 cp file.csv s3://${loop.service.bucket}/elsewhere/ && aws s3 sync s3://${loop.service.bucket}/elsewhere there && cat there/file.csv && aws s3 ls s3://${loop.service.bucket}/elsewhere/`,
    )
    expect(copied).toContain('a,b\n1,2\n')
    expect(copied).toMatch(/ 8 file\.csv\n$/)
  })

  // Some twenty commands of half a second each.
  it.skipIf(!process.env['TRIMTAB_INTEROP_FULL'])('removes what the page on deploying says to remove', async () => {
    const script = documentedScript('deploy-to-aws.md', 'delete-model-package-group')
    const own = script.replaceAll(/^npx .*$|^aws ecr .*$/gm, '')
    await shell(`STAGE=dev BUCKET=${loop.service.bucket}\n${own}`)
    const lists = ['list-models', 'list-endpoint-configs', 'list-model-package-groups']
    const left = await shell(lists.map((list) => `aws sagemaker ${list} --query '*[]' --output text`).join('\n'))
    expect(left.trim()).toBe('')
    await expect(shell(`aws s3 ls s3://${loop.service.bucket}`)).rejects.toThrow('NoSuchBucket')
  })
})

const uploaded = (detail: unknown) => ({
  version: '0',
  id: '11111111-2222-3333-4444-555555555555',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: '2026-01-01T00:00:00Z',
  region: 'ap-southeast-1',
  resources: [],
  detail,
})
