import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern } from '#local/events/pattern/compile-pattern.ts'
import { flattenEvent } from '#local/events/pattern/flatten-event.ts'
import { parseEvent } from '#local/events/pattern/leaf.ts'
import { matchesWildcard, parseWildcard } from '#local/events/pattern/wildcard.ts'

const matches = (pattern: string, event: string) => compilePattern(pattern).matches(flattenEvent(parseEvent(event)))

const YES: [why: string, pattern: string, event: string][] = [
  ['numbers compare by value', '{"a":[300]}', '{"a":300.0}'],
  ['numbers compare by value, however written', '{"a":[3.0e2]}', '{"a":300}'],
  ['numbers of many digits compare as written', '{"a":[12345678901234567890]}', '{"a":12345678901234567890}'],
  ['numbers beyond the comparable are values still', '{"a":[123456789012]}', '{"a":123456789012}'],
  ['minus nothing is nothing', '{"a":[0]}', '{"a":-0.0}'],
  ['anything-but numbers, of a number of many digits', '{"a":[{"anything-but":[1]}]}', '{"a":12345678901234567890}'],
  ['the operator exactly', '{"a":[{"exactly":"x"}]}', '{"a":"x"}'],
  ['an IPv4 address with zeros before its parts', '{"a":["10.0.0.1"]}', '{"a":"010.000.0.01"}'],
  ['CIDR of an IPv4 address in the clothes of IPv6', '{"a":[{"cidr":"10.0.0.0/8"}]}', '{"a":"::ffff:0a00:0001"}'],
  ['CIDR of everything', '{"a":[{"cidr":"0.0.0.0/0"}]}', '{"a":"255.255.255.255"}'],
  ['suffix without case', '{"a":[{"suffix":{"equals-ignore-case":".PnG"}}]}', '{"a":"x.pNg"}'],
  ['a sharp s in upper case', '{"a":[{"equals-ignore-case":"straße"}]}', '{"a":"STRASSE"}'],
  ['a sigma at the end', '{"a":[{"equals-ignore-case":"ΟΔΟΣ"}]}', '{"a":"οδοσ"}'],
  ['a wildcard that is a star', '{"a":[{"wildcard":"*"}]}', '{"a":""}'],
  ['a wildcard without stars', '{"a":[{"wildcard":"x"}]}', '{"a":"x"}'],
  ['an escaped backslash', '{"a":[{"wildcard":"a\\\\\\\\*"}]}', '{"a":"a\\\\b"}'],
  ['a wildcard over signs of four bytes', '{"a":[{"wildcard":"🚀*🚀"}]}', '{"a":"🚀x🚀"}'],
  ['absent parents', '{"a":{"b":[{"exists":false}]}}', '{"c":1}'],
  [
    'absence in the object in which the field before it is',
    '{"l":{"a":[1],"b":[{"exists":false}]}}',
    '{"l":[{"a":1},{"a":2,"b":1}]}',
  ],
  ['the fields of an object that is named twice', '{"a":{"b":[1]},"a":{"c":[2]}}', '{"a":{"b":1,"c":2}}'],
  ['anything behind the pattern', '{"a":["x"]} and more', '{"a":"x"}'],
  ['numeric = compares values', '{"a":[{"numeric":["=",3.0e2]}]}', '{"a":300}'],
  ['numeric range', '{"a":[{"numeric":[">",0,"<=",5]}]}', '{"a":5}'],
  ['negative numbers', '{"a":[{"numeric":["<",-1.5]}]}', '{"a":-2}'],
  ['null is a value', '{"a":[null]}', '{"a":null}'],
  ['null exists', '{"a":[{"exists":true}]}', '{"a":null}'],
  ['an empty list leaves nothing', '{"a":[{"exists":false}]}', '{"a":[]}'],
  ['an object is no leaf', '{"a":[{"exists":false}]}', '{"a":{"b":1}}'],
  ['exists inside a list of objects', '{"a":{"b":[{"exists":true}]}}', '{"a":[{"c":1},{"b":1}]}'],
  ['any element of a list', '{"a":["x"]}', '{"a":["y","x"]}'],
  ['nested lists', '{"a":["x"]}', '{"a":[["y"],["x"]]}'],
  ['any element that is not it', '{"a":[{"anything-but":"x"}]}', '{"a":["x","y"]}'],
  ['anything-but text against a number', '{"a":[{"anything-but":["x"]}]}', '{"a":5}'],
  ['anything-but number against its text', '{"a":[{"anything-but":5}]}', '{"a":"5"}'],
  ['the last of two equal keys', '{"a":["x"],"a":["y"]}', '{"a":"y"}'],
  ['empty text', '{"a":[""]}', '{"a":""}'],
  ['the empty prefix', '{"a":[{"prefix":""}]}', '{"a":"x"}'],
  ['prefix without case', '{"a":[{"prefix":{"equals-ignore-case":"EC2"}}]}', '{"a":"ec2-x"}'],
  ['equals without case', '{"a":[{"equals-ignore-case":"ÄB"}]}', '{"a":"äb"}'],
  ['anything-but a wildcard', '{"a":[{"anything-but":{"wildcard":"*/x/*"}}]}', '{"a":"y/z"}'],
  ['escaped star', '{"a":[{"wildcard":"a\\\\*b*"}]}', '{"a":"a*bc"}'],
  ['wildcard over lines', '{"a":[{"wildcard":"a*c"}]}', '{"a":"a\\nc"}'],
  ['CIDR of IPv6', '{"a":[{"cidr":"2001:db8::/33"}]}', '{"a":"2001:db8:7fff::1"}'],
  ['IPv6 in another spelling', '{"a":["2001:db8::1"]}', '{"a":"2001:0db8:0:0:0:0:0:1"}'],
  ['$or beside another field', '{"s":["x"],"$or":[{"a":[1]},{"b":[2]}]}', '{"s":"x","b":2}'],
  ['$or inside $or', '{"$or":[{"a":[1]},{"$or":[{"b":[1]},{"c":[1]}]}]}', '{"c":1}'],
  [
    'two $or of which each holds',
    '{"d":{"$or":[{"a":[1]},{"b":[1]}]},"$or":[{"x":[1]},{"y":[1]}]}',
    '{"d":{"b":1},"x":1}',
  ],
  ['one object of a list has both', '{"l":{"a":[1],"b":[2]}}', '{"l":[{"a":1,"b":3},{"a":1,"b":2}]}'],
  ['a dotted key of the pattern', '{"a.b":["x"]}', '{"a":{"b":"x"}}'],
  ['a dotted key of the event', '{"a":{"b":["x"]}}', '{"a.b":"x"}'],
  ['a key of a prototype is a key', '{"constructor":["x"]}', '{"constructor":"x"}'],
]

const NO: [why: string, pattern: string, event: string][] = [
  ['digits that a double loses', '{"a":[12345678901234567890]}', '{"a":12345678901234567891}'],
  ['ranges of numbers beyond the comparable', '{"a":[{"numeric":[">",0]}]}', '{"a":5000000001}'],
  ['an address of five parts', '{"a":[{"cidr":"10.0.0.0/8"}]}', '{"a":"10.0.0.0.1"}'],
  ['an address with a part too large', '{"a":[{"cidr":"10.0.0.0/8"}]}', '{"a":"10.0.0.256"}'],
  ['CIDR of a number', '{"a":[{"cidr":"10.0.0.0/8"}]}', '{"a":10}'],
  ['a sharp s spelt small', '{"a":[{"equals-ignore-case":"straße"}]}', '{"a":"strasse"}'],
  ['the sign of Kelvin', '{"a":[{"equals-ignore-case":"k"}]}', '{"a":"\u212a"}'],
  ['the wildcard of nothing', '{"a":[{"wildcard":""}]}', '{"a":"x"}'],
  [
    'absence, with a name before that of the field in the object',
    '{"l":{"b":[1],"a":[{"exists":false}]}}',
    '{"l":[{"b":1},{"a":2}]}',
  ],
  ['absence of a null', '{"a":[{"exists":false}]}', '{"a":null}'],
  ['three levels of arrays', '{"a":{"b":{"c":[1],"d":[2]}}}', '{"a":[{"b":[{"c":1},{"d":2}]},{"b":[{"c":1,"d":3}]}]}'],
  ['a number is not its text', '{"a":[5]}', '{"a":"5"}'],
  ['numeric looks at numbers alone', '{"a":[{"numeric":["=",5]}]}', '{"a":"5"}'],
  ['the open end of a range', '{"a":[{"numeric":[">",0,"<",5]}]}', '{"a":5}'],
  ['null is not text', '{"a":[null]}', '{"a":"null"}'],
  ['true is not text', '{"a":[true]}', '{"a":"true"}'],
  ['keys differ by case', '{"A":["x"]}', '{"a":"x"}'],
  ['anything-but needs a value', '{"a":[{"anything-but":"x"}]}', '{"b":1}'],
  ['anything-but numbers compares values', '{"a":[{"anything-but":[300]}]}', '{"a":3e2}'],
  ['wildcards overlap nothing twice', '{"a":[{"wildcard":"ab*ba"}]}', '{"a":"aba"}'],
  ['CIDR of another family', '{"a":[{"cidr":"10.0.0.0/8"}]}', '{"a":"::10.0.0.1"}'],
  ['no single object of a list has both', '{"l":{"a":[1],"b":[2]}}', '{"l":[{"a":1,"b":3},{"a":4,"b":2}]}'],
  ['$or needs the rest', '{"s":["x"],"$or":[{"a":[1]},{"b":[2]}]}', '{"s":"y","b":2}'],
  ['prefix of a number', '{"a":[{"prefix":"1"}]}', '{"a":12}'],
]

const INVALID: [why: string, pattern: string][] = [
  ['no JSON', '{"a":'],
  ['a list', '["a"]'],
  ['nothing', '{}'],
  ['an empty object inside', '{"a":{}}'],
  ['an empty list', '{"a":[]}'],
  ['a bare value', '{"a":"x"}'],
  ['a list in a list', '{"a":[["x"]]}'],
  ['two operators in one', '{"a":[{"prefix":"a","suffix":"b"}]}'],
  ['an unknown operator', '{"a":[{"regex":"x"}]}'],
  ['an operator of Object.prototype', '{"a":[{"constructor":"x"}]}'],
  ['exists with a text', '{"a":[{"exists":"true"}]}'],
  ['numeric without a list', '{"a":[{"numeric":5}]}'],
  ['numeric without a bound', '{"a":[{"numeric":[">"]}]}'],
  ['numeric upside down', '{"a":[{"numeric":[">",5,"<",1]}]}'],
  ['numeric with two upper bounds', '{"a":[{"numeric":["<",5,"<",1]}]}'],
  ['numeric beyond its range', '{"a":[{"numeric":[">",5000000001]}]}'],
  ['numeric with a text', '{"a":[{"numeric":["=","5"]}]}'],
  ['wildcard with a number', '{"a":[{"wildcard":1}]}'],
  ['two stars', '{"a":[{"wildcard":"a**b"}]}'],
  ['an escape of nothing', '{"a":[{"wildcard":"a\\\\b"}]}'],
  ['CIDR without a mask', '{"a":[{"cidr":"10.0.0.1"}]}'],
  ['CIDR with a wide mask', '{"a":[{"cidr":"10.0.0.0/32"}]}'],
  ['anything-but with mixed types', '{"a":[{"anything-but":["x",1]}]}'],
  ['anything-but with a flag', '{"a":[{"anything-but":true}]}'],
  ['anything-but the empty prefix', '{"a":[{"anything-but":{"prefix":""}}]}'],
  ['anything-but numeric', '{"a":[{"anything-but":{"numeric":["=",1]}}]}'],
  ['$or of one', '{"$or":[{"a":[1]}]}'],
  ['$or of values', '{"$or":["a","b"]}'],
  ['$or of reserved words', '{"$or":[{"numeric":[1]},{"prefix":["x"]}]}'],
]

describe('an event pattern', () => {
  it.each(YES)('matches: %s', (_why, pattern, event) => expect(matches(pattern, event)).toBe(true))
  it.each(NO)('does not match: %s', (_why, pattern, event) => expect(matches(pattern, event)).toBe(false))
  it.each(INVALID)('is refused: %s', (_why, pattern) =>
    expect(() => compilePattern(pattern)).toThrow(/Event pattern is not valid/),
  )

  it('takes a field without a name for none of the fields around it', () => {
    expect(matches('{"a":["x"]}', '{"":{"a":"x"}}')).toBe(false)
  })

  it('refuses more than 1000 combinations of $or', () => {
    const choices = (name: string) => Array.from({ length: 11 }, (_, i) => ({ [`${name}${i}`]: ['x'] }))
    const level = (name: string) => ({ $or: choices(name) })
    expect(() => compilePattern(JSON.stringify({ a: level('a'), b: level('b') }))).not.toThrow()
    expect(() => compilePattern(JSON.stringify({ a: level('a'), b: level('b'), c: level('c') }))).toThrow(/1000/)
  })

  it('of exact values matches an event made of one of them at each path', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
    const pattern = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.array(leaf, { minLength: 1, maxLength: 3 }), {
      minKeys: 1,
    })
    fc.assert(
      fc.property(pattern, fc.nat(), (wanted, pick) => {
        const event = Object.fromEntries(
          Object.entries(wanted).map(([key, values]) => [key, values[pick % values.length]]),
        )
        const text = JSON.stringify(wanted)
        expect(matches(text, JSON.stringify(event))).toBe(true)
        const [first] = Object.keys(event)
        expect(matches(text, JSON.stringify({ ...event, [first!]: 'not one of them at all' }))).toBe(false)
      }),
    )
  })

  it('with a wildcard agrees with the regular expression it stands for', () => {
    const pattern = fc.stringMatching(/^[ab]{0,2}(\*[ab]{1,2}){0,2}\*?$/)
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab]{0,12}$/), (wildcard, text) => {
        expect(matchesWildcard(parseWildcard(wildcard), text)).toBe(
          new RegExp(`^${wildcard.replaceAll('*', '.*')}$`).test(text),
        )
      }),
      { numRuns: 500 },
    )
  })
})
