import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import aslValidator from 'asl-validator'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'

type Resource = { Type: string; Properties: any }
let resources: Record<string, Resource>
let outputs: Record<string, unknown>

const root = fileURLToPath(new URL('../..', import.meta.url))

beforeAll(async () => {
  const { packageDir } = await ensurePackaged(root)
  const template = readFileSync(`${packageDir}/cloudformation-template-update-stack.json`, 'utf8')
  ;({ Resources: resources, Outputs: outputs } = JSON.parse(template))
}, 180_000)

const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type)
const statementsOf = ({ Properties }: Resource) =>
  (Properties.Policies ?? []).flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement) as any[]
const listed = <Item>(value: Item | Item[]): Item[] => (Array.isArray(value) ? value : [value])

/** Actions for which AWS knows no resource (Service Authorization Reference). */
const withoutResource = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
  'ecr:GetAuthorizationToken',
  'cloudwatch:PutMetricData',
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'application-autoscaling:DescribeScheduledActions',
  'cloudwatch:GetMetricStatistics',
  'cloudwatch:GetMetricData',
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'application-autoscaling:DescribeScheduledActions',
  'sagemaker:ListEndpoints',
  'sagemaker:ListEndpointConfigs',
  'sagemaker:ListModels',
  'scheduler:ListSchedules',
]

describe('roles', () => {
  it('are one for each function and each machine, shared by none', () => {
    const holders = [...ofType('AWS::Lambda::Function'), ...ofType('AWS::StepFunctions::StateMachine')]
    const roles = holders.map(([, { Properties }]) => (Properties.Role ?? Properties.RoleArn)['Fn::GetAtt'][0])
    expect(holders.length).toBeGreaterThan(20)
    expect(new Set(roles).size).toBe(holders.length)
    for (const role of roles) expect(resources[role]?.Type).toBe('AWS::IAM::Role')
  })

  it('allow no action by a wildcard', () => {
    const actions = ofType('AWS::IAM::Role').flatMap(([, role]) =>
      statementsOf(role).flatMap(({ Action }) => listed(Action)),
    )
    expect(actions.length).toBeGreaterThan(100)
    expect(actions.filter((action) => action.includes('*'))).toEqual([])
  })

  it('name every resource, except for actions that know none', () => {
    for (const [name, role] of ofType('AWS::IAM::Role')) {
      for (const { Action, Resource } of statementsOf(role)) {
        if (!listed(Resource).includes('*')) continue
        const others = listed(Action).filter((action) => !withoutResource.includes(action))
        expect(others, `${name} on all resources`).toEqual([])
      }
    }
  })

  it('pass on roles to one service only', () => {
    const passing = ofType('AWS::IAM::Role')
      .flatMap(([, role]) => statementsOf(role))
      .filter(({ Action }) => listed(Action).includes('iam:PassRole'))
    expect(passing.length).toBeGreaterThanOrEqual(3)
    for (const { Condition } of passing)
      expect(Condition.StringEquals['iam:PassedToService']).toMatch(/amazonaws\.com$/)
  })

  it('carry the name of their function', () => {
    for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Properties.Role['Fn::GetAtt'][0]).toBe(id.replace(/LambdaFunction$/, 'Role'))
    }
  })
})

describe('events', () => {
  it('of every rule are retried, and end in a dead-letter queue', () => {
    const targets = ofType('AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets)
    expect(targets.length).toBeGreaterThan(4)
    for (const target of targets) {
      expect(target.RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0)
      expect(target.DeadLetterConfig.Arn).toEqual({ 'Fn::GetAtt': ['EventDeadLetters', 'Arn'] })
    }
  })

  it('that a function did not manage end in a dead-letter queue too, and its role may put them there', () => {
    const called = [...ofType('AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets)].map(
      ({ Arn }) => Arn['Fn::GetAtt'][0] as string,
    )
    const caught = ofType('AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => {
      expect(Properties.DestinationConfig.OnFailure.Destination).toEqual({ 'Fn::GetAtt': ['EventDeadLetters', 'Arn'] })
      return Properties.FunctionName.Ref as string
    })
    for (const id of new Set([...called, 'OnScheduleFiredLambdaFunction', 'SweepLeasesLambdaFunction'])) {
      expect(caught).toContain(id)
      const role = resources[id.replace(/LambdaFunction$/, 'Role')]!
      const mayPut = statementsOf(role).some(
        ({ Action, Resource }) => Action === 'sqs:SendMessage' && Resource['Fn::GetAtt']?.[0] === 'EventDeadLetters',
      )
      expect(mayPut, id).toBe(true)
    }
  })

  it('of the bucket go to EventBridge', () => {
    const { NotificationConfiguration } = resources.Bucket!.Properties
    expect(NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled).toBe(true)
  })
})

describe('the API', () => {
  it('wants every request signed', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route')
    expect(routes.length).toBeGreaterThan(8)
    for (const [, { Properties }] of routes) expect(Properties.AuthorizationType, Properties.RouteKey).toBe('AWS_IAM')
  })
})

describe('state machines', () => {
  const definitions = (): [string, any][] =>
    ofType('AWS::StepFunctions::StateMachine').map(([id, { Properties }]) => {
      const text: string = Properties.DefinitionString['Fn::Sub'][0]
      return [
        id,
        JSON.parse(text.replace(/\$\{[0-9a-f]{32}\}/g, 'arn:aws:lambda:ap-southeast-1:111122223333:function:f')),
      ]
    })

  it('are sound to asl-validator, and JSONata throughout', () => {
    expect(definitions().length).toBe(readdirSync(`${root}/statemachines`).length)
    for (const [id, definition] of definitions()) {
      const { isValid, errorsText } = aslValidator(definition)
      expect(isValid, `${id}: ${errorsText()}`).toBe(true)
      expect(definition.QueryLanguage).toBe('JSONata')
    }
  })

  it('wait for nothing without an end', () => {
    for (const [id, { TimeoutSeconds, States }] of definitions()) {
      expect(TimeoutSeconds, id).toBeGreaterThan(0)
      for (const [name, state] of Object.entries<any>(States)) {
        if (state.Type === 'Task') expect(state.TimeoutSeconds, `${id}, ${name}`).toBeDefined()
        if (/waitForTaskToken/.test(state.Resource) && id === 'DeployMachine') expect(state.HeartbeatSeconds).toBe(900)
      }
    }
  })

  it('call every function again whose process died or whose service failed', () => {
    for (const [id, { States }] of definitions()) {
      for (const [name, state] of Object.entries<any>(States)) {
        if (!/lambda:invoke/.test(state.Resource ?? '')) continue
        const errors = (state.Retry ?? []).flatMap(({ ErrorEquals }: any) => ErrorEquals)
        expect(errors, `${id}, ${name}`).toEqual(
          expect.arrayContaining(['Lambda.ServiceException', 'Runtime.ExitError', 'Sandbox.Timedout']),
        )
      }
    }
  })

  it('catch the failure of every task but those that record it or look something up to begin with', () => {
    const uncaught = definitions().flatMap(([, { States }]) =>
      Object.entries<any>(States).flatMap(([name, { Type, Catch }]) => (Type === 'Task' && !Catch ? [name] : [])),
    )
    expect(uncaught.sort()).toEqual([
      'Check the challenger',
      'Look for its verdict',
      'Record that it could not go back',
      'Record that it failed',
      'Record that it serves again',
      'Record that it went back',
      'Record the run',
      'Record the scoring',
      'Record the switch',
      'Record what went wrong',
    ])
  })
})

describe('alarms', () => {
  it('tell the topic, and stay quiet when there is no data', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm')
    expect(alarms.length).toBeGreaterThan(6)
    for (const [id, { Properties }] of alarms) {
      expect(Properties.AlarmActions, id).toEqual([{ Ref: 'AlarmTopic' }])
      expect(Properties.TreatMissingData, id).toBe('notBreaching')
    }
  })
})

describe('what is kept', () => {
  it('outlives the stack, is encrypted, and the ledger can be put back to any second', () => {
    const { Properties, DeletionPolicy } = resources.Ledger as Resource & { DeletionPolicy: string }
    expect(DeletionPolicy).toBe('Retain')
    expect((resources.Bucket as Resource & { DeletionPolicy: string }).DeletionPolicy).toBe('Retain')
    expect(Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true)
    expect(Properties.SSESpecification.SSEEnabled).toBe(true)
    expect(resources.Bucket!.Properties.BucketEncryption).toBeDefined()
  })
  it('is closed to the public, and open over TLS only', () => {
    expect(Object.values(resources.Bucket!.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
    const [statement] = resources.BucketPolicy!.Properties.PolicyDocument.Statement
    expect(statement).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
  })
  it('in logs goes after a while', () => {
    const groups = ofType('AWS::Logs::LogGroup')
    expect(groups.length).toBeGreaterThan(20)
    for (const [id, { Properties }] of groups) expect(Properties.RetentionInDays, id).toBe(30)
  })
})

it('answers what the command line and the runtime look for', () => {
  const names = ['ApiUrl', 'BucketName', 'LedgerTable', 'LifecycleMachineArn', 'AlarmTopicArn']
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(names))
})
