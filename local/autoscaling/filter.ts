import type { TargetName } from './records.ts'
import { refuse } from './target-name.ts'

/** Which things a Describe asks for, by their target. */
export function asked({ ServiceNamespace, ResourceId, ResourceIds, ScalableDimension }: any) {
  const resources: string[] | undefined = ResourceIds?.length ? ResourceIds : ResourceId && [ResourceId]
  if (ScalableDimension && !resources)
    throw refuse('A resource ID must be specified when a scalable dimension is specified')
  return (of: TargetName) =>
    of.ServiceNamespace === ServiceNamespace &&
    (!resources || resources.includes(of.ResourceId)) &&
    (!ScalableDimension || of.ScalableDimension === ScalableDimension)
}
