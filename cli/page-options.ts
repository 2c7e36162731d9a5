import { type Command, InvalidArgumentError } from 'commander'

/** What a command that lists takes, as the API's query parameters. */
export interface PageOptions {
  limit: string
  before?: string
}

/** Adds --limit and --before to a command that lists. */
export function addPageOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'how many to list, up to 1000', wholeNumber, '50')
    .option('--before <place>', 'those before it: what an earlier page printed')
}

/** The query parameters of a page. */
export function pageQuery({ limit, before }: PageOptions): Record<string, string> {
  return { limit, ...(before !== undefined && { before }) }
}

/** How to get the next page, or nothing when this was the last. */
export function nextPage(words: string, { limit }: PageOptions, next: string | undefined): string | undefined {
  return next === undefined ? undefined : `more: trimtab ${words} --limit ${limit} --before '${next}'`
}

function wholeNumber(text: string): string {
  if (/^[1-9]\d{0,2}$|^1000$/.test(text)) return text
  throw new InvalidArgumentError('expected a whole number from 1 to 1000')
}
