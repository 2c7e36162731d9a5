import type { Route } from './api.ts'

export interface RouteMatch {
  route: Route
  pathParameters: Record<string, string> | undefined
}

/**
 * The route of a request: the most specific one wins, segment by segment from the left (text before a parameter,
 * a parameter before a greedy one), then a named method before ANY, and $default last.
 */
export function matchRoute(routes: Iterable<Route>, method: string, path: string): RouteMatch | undefined {
  let best: (RouteMatch & { rank: string }) | undefined
  for (const route of routes) {
    const match = matchOne(route, method, path)
    if (match && (!best || match.rank < best.rank)) best = match
  }
  return best && { route: best.route, pathParameters: best.pathParameters }
}

function matchOne(route: Route, method: string, path: string): (RouteMatch & { rank: string }) | undefined {
  if (route.RouteKey === '$default') return { route, pathParameters: undefined, rank: 'z' }
  const [verb, pattern] = route.RouteKey.split(' ') as [string, string]
  if (verb !== 'ANY' && verb !== method) return undefined
  const wanted = segments(pattern)
  const given = segments(path)
  const parameters: Record<string, string> = {}
  let rank = ''
  for (const [index, part] of wanted.entries()) {
    const name = /^\{([^}]+)\}$/.exec(part)?.[1]
    if (name?.endsWith('+')) {
      if (given.length <= index) return undefined
      parameters[name.slice(0, -1)] = given.slice(index).map(decode).join('/')
      return { route, pathParameters: parameters, rank: `${rank}3${verb === 'ANY' ? 1 : 0}` }
    }
    if (given[index] === undefined) return undefined
    if (name) parameters[name] = decode(given[index])
    else if (part !== decode(given[index])) return undefined
    rank += name ? 2 : 1
  }
  if (given.length !== wanted.length) return undefined
  const pathParameters = Object.keys(parameters).length > 0 ? parameters : undefined
  return { route, pathParameters, rank: `${rank}0${verb === 'ANY' ? 1 : 0}` }
}

const segments = (path: string) => path.split('/').slice(1)

export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
