import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { apiModel } from '#local/wire/model.ts'
import { compile } from '#local/wire/pattern.ts'
import { validateInput } from '#local/wire/validate-input.ts'

const services = readdirSync(new URL('../../../local/wire/models/', import.meta.url))
  .filter((name) => name !== 'operations.json')
  .map((name) => name.replace('.json', ''))

const role = 'arn:aws:iam::000000000000:role/service-role'
const model = { ModelName: 'm', ExecutionRoleArn: role }
const processing = {
  ProcessingJobName: 'p',
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
  AppSpecification: { ImageUri: 'image' },
  RoleArn: role,
}
const schedule = {
  Name: 's',
  ScheduleExpression: 'rate(1 hour)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'arn:aws:lambda:r:000000000000:function:f', RoleArn: role },
}

const one = (problem: string) => `1 validation error detected: ${problem}`
const at = (value: string, path: string, rule: string) =>
  one(`Value ${value} at '${path}' failed to satisfy constraint: ${rule}`)

describe('an input that the model does not allow', () => {
  it.each<[string, string, object, string, string | RegExp]>([
    ['sagemaker', 'DescribeModel', {}, 'ValidationException', at('null', 'modelName', 'Member must not be null')],
    [
      'sagemaker',
      'DescribeTrainingJob',
      { TrainingJobName: 'no_underscores' },
      'ValidationException',
      at(
        "'no_underscores'",
        'trainingJobName',
        'Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
      ),
    ],
    [
      'sagemaker',
      'DescribeModel',
      { ModelName: 'a'.repeat(64) },
      'ValidationException',
      /^1 validation error detected: .*length less than or equal to 63$/,
    ],
    [
      'sagemaker',
      'ListModels',
      { MaxResults: 0 },
      'ValidationException',
      at("'0'", 'maxResults', 'Member must have value greater than or equal to 1'),
    ],
    [
      'sagemaker',
      'ListModels',
      { MaxResults: 101 },
      'ValidationException',
      at("'101'", 'maxResults', 'Member must have value less than or equal to 100'),
    ],
    [
      'sagemaker',
      'ListModels',
      { SortOrder: 'Up' },
      'ValidationException',
      at("'Up'", 'sortOrder', 'Member must satisfy enum value set: [Ascending, Descending]'),
    ],
    [
      'sagemaker',
      'CreateEndpointConfig',
      { EndpointConfigName: 'c', ProductionVariants: [] },
      'ValidationException',
      at("'[]'", 'productionVariants', 'Member must have length greater than or equal to 1'),
    ],
    [
      'sagemaker',
      'CreateEndpointConfig',
      { EndpointConfigName: 'c', ProductionVariants: [{ VariantName: 'v', ModelName: 'm', InitialInstanceCount: 0 }] },
      'ValidationException',
      at(
        "'0'",
        'productionVariants.1.member.initialInstanceCount',
        'Member must have value greater than or equal to 1',
      ),
    ],
    [
      'sagemaker',
      'CreateModel',
      { ...model, VpcConfig: { SecurityGroupIds: ['sg 1'], Subnets: ['s'] } },
      'ValidationException',
      at(
        "'[sg 1]'",
        'vpcConfig.securityGroupIds',
        'Member must satisfy constraint: [Member must have length less than or equal to 32, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [-0-9a-zA-Z]+]',
      ),
    ],
    [
      'sagemaker',
      'CreateProcessingJob',
      { ...processing, Environment: { k: 'v'.repeat(257), '1': 'x' } },
      'ValidationException',
      /2 validation errors detected: .*at 'environment' .*Map keys must satisfy constraint: \[Member must have length .*Map value must satisfy constraint: \[/,
    ],
    [
      'sagemaker',
      'CreateProcessingJob',
      {
        ...processing,
        ProcessingInputs: [{ InputName: 'i', S3Input: { S3Uri: 'file:///x', S3DataType: 'S3Prefix' } }],
      },
      'ValidationException',
      /at 'processingInputs\.1\.member\.s3Input\.s3Uri' .*pattern: /,
    ],
    [
      'sagemaker',
      'ListModels',
      { MaxResults: '5' },
      'SerializationException',
      'STRING_VALUE can not be converted to an Integer',
    ],
    [
      'sagemaker',
      'ListModels',
      { MaxResults: 1.5 },
      'SerializationException',
      'DECIMAL_VALUE can not be converted to an Integer',
    ],
    [
      'sagemaker',
      'DescribeModel',
      { ModelName: 5 },
      'SerializationException',
      'NUMBER_VALUE can not be converted to a String',
    ],
    [
      'sagemaker',
      'DescribeModel',
      { ModelName: true },
      'SerializationException',
      'TRUE_VALUE can not be converted to a String',
    ],
    [
      'sagemaker',
      'DescribeModel',
      { ModelName: {} },
      'SerializationException',
      'Start of structure or map found where not expected.',
    ],
    ['sagemaker', 'AddTags', { ResourceArn: 'arn', Tags: 'a' }, 'SerializationException', 'Expected list or null'],
    ['sagemaker', 'AddTags', { ResourceArn: 'arn', Tags: ['a'] }, 'SerializationException', 'Expected null'],
    [
      'sagemaker-runtime',
      'InvokeEndpoint',
      { EndpointName: '-', Body: Buffer.from('1') },
      'ValidationError',
      /at 'endpointName' .*pattern/,
    ],
    [
      'stepfunctions',
      'StartExecution',
      {},
      'ValidationException',
      at('null', 'stateMachineArn', 'Member must not be null'),
    ],
    [
      'stepfunctions',
      'SendTaskSuccess',
      { taskToken: '', output: '{}' },
      'ValidationException',
      one("Value at 'taskToken' failed to satisfy constraint: Member must have length greater than or equal to 1"),
    ],
    [
      'stepfunctions',
      'CreateStateMachine',
      { name: 'n', roleArn: role, definition: '' },
      'ValidationException',
      one("Value at 'definition' failed to satisfy constraint: Member must have length greater than or equal to 1"),
    ],
    [
      'events',
      'PutEvents',
      { Entries: [] },
      'ValidationException',
      at("'[]'", 'entries', 'Member must have length greater than or equal to 1'),
    ],
    [
      'events',
      'PutRule',
      { Name: 'a b' },
      'ValidationException',
      at("'a b'", 'name', 'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+'),
    ],
    [
      'scheduler',
      'CreateSchedule',
      { ...schedule, Target: { Arn: schedule.Target.Arn } },
      'ValidationException',
      at('null', 'target.roleArn', 'Member must not be null'),
    ],
    [
      'scheduler',
      'CreateSchedule',
      { ...schedule, FlexibleTimeWindow: { Mode: 'ON' } },
      'ValidationException',
      at("'ON'", 'flexibleTimeWindow.mode', 'Member must satisfy enum value set: [OFF, FLEXIBLE]'),
    ],
    [
      'lambda',
      'CreateFunction',
      { FunctionName: 'f', Role: role, Code: {}, Runtime: 'ruby1' },
      'ValidationException',
      /Value 'ruby1' at 'runtime' .*enum value set: \[.*\] or be a valid ARN$/,
    ],
    [
      'lambda',
      'PutFunctionConcurrency',
      { FunctionName: 'f', ReservedConcurrentExecutions: -1 },
      'ValidationException',
      at("'-1'", 'reservedConcurrentExecutions', 'Member must have value greater than or equal to 0'),
    ],
    [
      'logs',
      'CreateLogGroup',
      { logGroupName: 'a b' },
      'InvalidParameterException',
      at("'a b'", 'logGroupName', 'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+'),
    ],
    [
      'cloudwatch',
      'PutMetricAlarm',
      { AlarmName: 'a', EvaluationPeriods: 1, ComparisonOperator: 'Equals' },
      'ValidationError',
      /at 'comparisonOperator' .*enum value set/,
    ],
    ['iam', 'GetRole', {}, 'ValidationError', at('null', 'roleName', 'Member must not be null')],
    [
      'sts',
      'AssumeRole',
      { RoleArn: role, RoleSessionName: 's' },
      'ValidationError',
      at("'s'", 'roleSessionName', 'Member must have length greater than or equal to 2'),
    ],
    ['sns', 'Publish', {}, 'ValidationError', at('null', 'message', 'Member must not be null')],
    [
      'sqs',
      'SendMessage',
      { QueueUrl: 'q' },
      'MissingParameter',
      'The request must contain the parameter MessageBody.',
    ],
    [
      'sqs',
      'GetQueueAttributes',
      { QueueUrl: 'q', AttributeNames: ['Colour'] },
      'InvalidAttributeName',
      'Unknown Attribute Colour.',
    ],
    [
      'sqs',
      'SetQueueAttributes',
      { QueueUrl: 'q', Attributes: { Size: '1' } },
      'InvalidAttributeName',
      'Unknown Attribute Size.',
    ],
    ['apigatewayv2', 'CreateApi', {}, 'BadRequestException', /^2 validation errors .*at 'name'/],
    ['ecr', 'DescribeImages', { repositoryName: 'UPPER' }, 'InvalidParameterException', /at 'repositoryName'/],
  ])('%s %s %j', (service, operation, input, code, message) => {
    expect(() => validateInput(service, operation, input)).toThrow(
      expect.objectContaining({
        code,
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        status: 400,
      }),
    )
  })

  it('a body that is too long is not printed', () => {
    const input = { EndpointName: 'e', Body: Buffer.alloc(6_291_457) }
    const message = one(
      "Value at 'body' failed to satisfy constraint: Member must have length less than or equal to 6291456",
    )
    expect(() => validateInput('sagemaker-runtime', 'InvokeEndpoint', input)).toThrow(message)
  })

  it.each(services)('%s: every operation names every required member that is missing', (service) => {
    const { operations, shapes } = apiModel(service)!
    for (const [operation, { input }] of Object.entries(operations)) {
      const required = input ? (shapes[input.shape]!.required ?? []) : []
      if (required.length === 0) expect(() => validateInput(service, operation, {}), operation).not.toThrow()
      else {
        const named =
          service === 'sqs' ? required.slice(0, 1) : required.map((name) => name[0]!.toLowerCase() + name.slice(1))
        const all = new RegExp(named.map((name) => `\\b${name}\\b.*`).join(''))
        expect(() => validateInput(service, operation, {}), operation).toThrow(all)
      }
    }
  })

  it('has every pattern of the models checked', () => {
    let count = 0
    for (const service of services)
      for (const [name, { pattern }] of Object.entries(apiModel(service)!.shapes)) {
        if (!pattern) continue
        count++
        expect(() => compile(pattern), `${service} ${name}`).not.toThrow()
      }
    expect(count).toBeGreaterThan(250)
  })

  it.each([
    ['[\\p{Alnum}-]+', 'aB3-', 'a_'],
    ['\\A\\S[\\p{Print}]*\\z', 'a b', ' a'],
    ['\\p{Punct}', '[', 'a'],
    ['[\\p{L}\\p{Z}]*', 'é ', '1'],
    ['a|b', 'b', 'ab'],
  ])('the pattern %s is Java’s and of the whole value', (pattern, good, bad) => {
    expect([compile(pattern).test(good), compile(pattern).test(bad)]).toEqual([true, false])
  })
})
