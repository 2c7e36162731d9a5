import { put } from './table.ts'

export interface VerdictItem {
  model: string
  run: string
  /** The SageMaker model that was judged. */
  modelName: string
  verdict: 'pass' | 'fail'
  reason: string
  at: string
}

/** The deploy machine looks here, by the SageMaker model that is to serve: LINE#<line>, VERDICT#<model name>. */
export function putVerdict(item: VerdictItem): Promise<void> {
  return put({ pk: `LINE#${item.model}`, sk: `VERDICT#${item.modelName}` }, item)
}
