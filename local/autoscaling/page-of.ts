import { AwsError } from '../kernel/aws-error.ts'
import { page } from '../paging/page.ts'

const LARGEST_PAGE = 50

/** A page of a list, as these operations ask for one. */
export function pageOf<T>(all: readonly T[], { NextToken, MaxResults = LARGEST_PAGE }: any) {
  try {
    return page(all, NextToken, Math.max(1, Math.min(LARGEST_PAGE, MaxResults)))
  } catch {
    throw new AwsError('InvalidNextTokenException', 'The next token supplied was invalid.')
  }
}
