import type { Tag } from '@aws-sdk/client-sagemaker'
import type { SageMaker } from './sagemaker.ts'

const MOST = 50

/** Keeps the tags that a resource was created with. */
export function tagNew(sagemaker: SageMaker, arn: string, tags: Tag[] | undefined): void {
  if (tags?.length) sagemaker.tags.put(arn, merge([], tags))
}

/** `more` over `tags`: a key given again takes the new value. */
export function merge(tags: Tag[], more: Tag[]): Tag[] {
  return [...new Map([...tags, ...more].map((tag) => [tag.Key, tag])).values()]
}

export const tooMany = (tags: Tag[]) => tags.length > MOST

/** Tags as events carry them. */
export function tagMap(sagemaker: SageMaker, arn: string): Record<string, string> {
  return Object.fromEntries((sagemaker.tags.get(arn) ?? []).map(({ Key, Value }) => [Key!, Value!]))
}
