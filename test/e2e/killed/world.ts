import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as sagemaker from '@aws-sdk/client-sagemaker'
import * as stepfunctions from '@aws-sdk/client-sfn'
import * as sqs from '@aws-sdk/client-sqs'
import type { Facts } from '#cli/simulate/invariants/facts.ts'
import { gather } from '#cli/simulate/invariants/gather.ts'
import type { Caller } from './acknowledged.ts'
import type { Clients } from './client.ts'
import type { Started } from './mortal-runtime.ts'

export interface World {
  clients: Clients
  started: Started
  caller: Caller
  stateDir: string
  pid: number
}

const COMMANDS: Record<string, Record<string, unknown>> = { cloudwatch, dynamodb, sagemaker, sqs, stepfunctions }

/** What the invariants are judged by, read over the wire. */
export function factsOf({ clients, started: { outputs }, caller }: World): Promise<Facts> {
  const byService: Record<string, { send(command: unknown): Promise<unknown> }> = {
    cloudwatch: clients.cloudwatch,
    dynamodb: clients.dynamodb,
    sagemaker: clients.sagemaker,
    sqs: clients.sqs,
    stepfunctions: clients.sfn,
  }
  const call = (service: string, operation: string, input: object) => {
    const Command = COMMANDS[service]![`${operation}Command`] as new (input: object) => unknown
    return byService[service]!.send(new Command(input))
  }
  const place = {
    prefix: 'trimtab-dev',
    ledger: outputs['LedgerTable']!,
    lifecycleMachine: outputs['LifecycleMachineArn']!,
    deployMachine: outputs['DeployMachineArn']!,
    judgedMachine: outputs['JudgedRolloutMachineArn']!,
    rollbackMachine: outputs['RollbackMachineArn']!,
    deadLetterQueues: [outputs['EventDeadLettersUrl']!],
  }
  return gather(call, place, caller.now(), { payloads: false })
}
