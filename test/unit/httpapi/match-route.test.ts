import { describe, expect, test } from 'vitest'
import type { Route } from '#local/httpapi/api.ts'
import { matchRoute } from '#local/httpapi/match-route.ts'

const routes = [
  '$default',
  'ANY /models/{proxy+}',
  'GET /models/{name}',
  'GET /models/all',
  'ANY /models/all',
  'GET /',
].map((RouteKey): Route => ({ ApiId: 'a', RouteId: RouteKey, RouteKey, AuthorizationType: 'NONE' }))

describe('the route of a request', () => {
  test.each([
    ['GET', '/models/all', 'GET /models/all', undefined],
    ['POST', '/models/all', 'ANY /models/all', undefined],
    ['GET', '/models/x', 'GET /models/{name}', { name: 'x' }],
    ['GET', '/models/a%20b', 'GET /models/{name}', { name: 'a b' }],
    ['DELETE', '/models/x', 'ANY /models/{proxy+}', { proxy: 'x' }],
    ['GET', '/models/x/y', 'ANY /models/{proxy+}', { proxy: 'x/y' }],
    ['GET', '/models', '$default', undefined],
    ['GET', '/', 'GET /', undefined],
  ])('of %s %s is %s', (method, path, routeKey, parameters) => {
    for (const order of [routes, routes.toReversed()]) {
      const match = matchRoute(order, method, path)
      expect([match?.route.RouteKey, match?.pathParameters]).toEqual([routeKey, parameters])
    }
  })

  test('is none without a $default', () => {
    expect(matchRoute(routes.slice(1), 'PUT', '/other')).toBeUndefined()
  })
})
