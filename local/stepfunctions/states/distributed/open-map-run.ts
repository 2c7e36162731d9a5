import { executionArn } from '../../arns.ts'
import type { MapState } from '../../definition/states.ts'
import { scopeOf } from '../../engine/context.ts'
import { QueryFailure, StateFailure } from '../../engine/failure.ts'
import { numberField } from '../../engine/number-field.ts'
import type { MapRunRecord } from '../../engine/records.ts'
import { note, save, type Visit } from '../../engine/run.ts'
import { unexpectedType } from '../../engine/unexpected-type.ts'

type MapVisit = Visit & { state: MapState }

/** Opens a map run over `length` items, 0 while they are not read. */
export async function openMapRun(visit: MapVisit, length: number): Promise<MapRunRecord> {
  const { state, run, record } = visit
  const { label, childType, childText, toleratedCount, toleratedPercentage } = state.distributed!
  const bounds = { low: 0, high: 1_000_000 }
  const maxConcurrency = (await numberField(visit, state.maxConcurrency, 'MaxConcurrency', bounds)) ?? 0
  note(visit, 'MapStateStarted', { length })
  const count = await limitField(visit, toleratedCount, 'ToleratedFailureCount')
  const percentage = await limitField(visit, toleratedPercentage, 'ToleratedFailurePercentage')
  const { execution, kernel, maps } = run
  const [prefix] = execution.machineArn.split(':stateMachine:')
  const machine = `${execution.machineName}/${label}`
  const mapRun: MapRunRecord = {
    arn: `${prefix}:mapRun:${machine}:${kernel.requestId()}`,
    executionArn: execution.arn,
    machineArn: `${prefix}:stateMachine:${machine}`,
    label,
    childType,
    definition: maps.keepDefinition(childText),
    status: 'RUNNING',
    startDate: kernel.clock.now(),
    maxConcurrency,
    ...(count !== undefined && { toleratedFailureCount: count }),
    ...(percentage !== undefined && { toleratedFailurePercentage: percentage }),
    redriveCount: 0,
  }
  maps.records.put(mapRun.arn, mapRun)
  record.mapRun = mapRun.arn
  note(visit, 'MapRunStarted', { mapRunArn: mapRun.arn })
  save(visit)
  return mapRun
}

async function limitField(
  visit: MapVisit,
  template: NonNullable<MapState['distributed']>['toleratedCount'],
  field: 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
): Promise<number | undefined> {
  if (!template) return undefined
  const value = await template.evaluate(scopeOf(visit))
  const isCount = field === 'ToleratedFailureCount'
  if (typeof value !== 'number' || (isCount && !Number.isInteger(value)))
    throw new QueryFailure(unexpectedType(template, field, isCount ? 'integer' : 'number', value), field)
  const refusal = (why: string) =>
    new StateFailure(
      'States.Runtime',
      `An error occurred while executing the state '${visit.state.name}' (entered at the event id #${visit.record.entered!.id}). ${why}`,
    )
  if (isCount && value < 0) throw refusal('ToleratedFailureCount cannot be negative.')
  if (!isCount && (value < 0 || value > 100)) throw refusal('ToleratedFailurePercentage must be between 0 and 100.')
  return value
}

/** Takes up a map run that had failed: what did not succeed runs again, what never started starts. */
export function redriveMapRun(visit: Visit, mapRun: MapRunRecord): void {
  const { kernel, maps } = visit.run
  mapRun.status = 'RUNNING'
  mapRun.redriveCount++
  mapRun.redriveDate = kernel.clock.now()
  delete mapRun.stopDate
  for (const child of maps.childrenOf(mapRun.arn)) if (child.status !== 'SUCCEEDED') child.child!.awaitsRedrive = true
  note(visit, 'MapRunRedriven', { mapRunArn: mapRun.arn, redriveCount: mapRun.redriveCount })
  maps.records.put(mapRun.arn, mapRun)
  save(visit)
}

/** The ARN of a child: an Express one has an id of its own beside its name. */
export const childArn = ({ machineArn, childType }: MapRunRecord, name: string, id: string) =>
  executionArn(machineArn, name, childType === 'EXPRESS' ? id : undefined)
