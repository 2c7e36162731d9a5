import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CliError } from '../cli-error.ts'
import type { GlobalOptions } from '../context.ts'
import type { Surroundings } from '../surroundings.ts'
import { findLocalRuntime, type LocalRuntime } from './local-runtime.ts'

interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/** Where Trimtab is, and with which keys to speak to it. */
export interface Connection {
  apiUrl: string
  region: string
  stage: string
  /** In words, for messages. */
  place: string
  local: boolean
  credentials: () => Promise<Keys>
  /** Options for any AWS SDK client. */
  client: { region: string; endpoint?: string; credentials?: Keys }
}

const defaultStage = 'dev'

export async function connect(options: GlobalOptions, { env, cwd }: Surroundings): Promise<Connection> {
  const url = options.api ?? env.TRIMTAB_API_URL
  const stage = options.stage ?? env.TRIMTAB_STAGE
  const runtime = stage === undefined ? findLocalRuntime(cwd) : undefined
  if (url !== undefined) return atUrl(checkedUrl(url), stage ?? defaultStage, options, runtime)
  if (runtime) return here(runtime)
  return inAccount(stage ?? defaultStage, options)
}

function here(runtime: LocalRuntime): Connection {
  const { accessKeyId, secretAccessKey, region, endpoint } = runtime
  const keys = { accessKeyId, secretAccessKey }
  return {
    apiUrl: runtime.apiUrl,
    region,
    stage: defaultStage,
    place: `the runtime at ${endpoint}`,
    local: true,
    credentials: async () => keys,
    client: { region, endpoint, credentials: keys },
  }
}

/** An address of the local runtime is spoken to with the runtime's keys, any other with the user's own. */
async function atUrl(
  apiUrl: string,
  stage: string,
  options: GlobalOptions,
  runtime?: LocalRuntime,
): Promise<Connection> {
  if (runtime && new URL(runtime.endpoint).host === new URL(apiUrl).host) return { ...here(runtime), apiUrl }
  const { client, region } = await account(options, regionOf(apiUrl))
  return {
    apiUrl,
    region,
    stage,
    place: apiUrl,
    local: false,
    credentials: client.config.credentials,
    client: { region },
  }
}

async function inAccount(stage: string, options: GlobalOptions): Promise<Connection> {
  const { client, region } = await account(options)
  const stack = `trimtab-${stage}`
  const described = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((cause: Error) => {
    if (!/does not exist/.test(cause.message)) throw cause
    throw new CliError(`there is no stack ${stack} in ${region}`, {
      next: 'run Trimtab on this machine: trimtab up; or name your stack: --stage <name> --region <name>',
      cause,
    })
  })
  const apiUrl = described.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue
  if (!apiUrl) throw new CliError(`the stack ${stack} in ${region} has no output ApiUrl`, { next: 'deploy it again' })
  const place = `the stack ${stack} in ${region}`
  return { apiUrl, region, stage, place, local: false, credentials: client.config.credentials, client: { region } }
}

async function account(
  options: GlobalOptions,
  fallback?: string,
): Promise<{ client: CloudFormationClient; region: string }> {
  const client = new CloudFormationClient(options.region ? { region: options.region } : {})
  const region = await client.config.region().catch((cause: Error) => {
    if (fallback) return fallback
    throw new CliError('no AWS region is set', {
      next: 'run Trimtab on this machine: trimtab up; or name your stack: --stage <name> --region <name>',
      cause,
    })
  })
  return { client, region }
}

function regionOf(url: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(url)?.[1]
}

function checkedUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new CliError(`${JSON.stringify(text)} is no URL`, {
    next: 'give one such as https://abc.execute-api.ap-southeast-1.amazonaws.com',
  })
}
