/** The same state machines in JSONata, for us, and in JSONPath, for aws-local-stepfunctions. */
export interface Pair {
  jsonata: object
  jsonPath: object
  input: unknown
}

const FUNCTION = 'arn:aws:lambda:ap-southeast-1:000000000000:function:'

/** What the tasks answer, in either engine. */
export const FUNCTIONS: Readonly<Record<string, (input: any) => any>> = {
  price: ({ id }) => ({ id, amount: 120 }),
  stock: ({ id }) => ({ id, left: 3 }),
  tell: ({ to }) => ({ told: to }),
}

/** Ten states: five Pass, three Task, two Choice; each carries the whole order along. */
export function tenStates(order: object): Pair {
  const merged = (member: string, value: string) => `{% $merge([$states.input, {'${member}': ${value}}]) %}`
  return {
    input: order,
    jsonata: {
      QueryLanguage: 'JSONata',
      StartAt: 'Take',
      States: {
        Take: { Type: 'Pass', Output: { order: '{% $states.input %}', step: 1 }, Next: 'Price' },
        Price: task(
          'price',
          { Arguments: { id: '{% $states.input.order.id %}' }, Output: merged('price', '$states.result') },
          'Large?',
        ),
        'Large?': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.price.amount > 100 %}', Next: 'Mark' }],
          Default: 'Done',
        },
        Mark: { Type: 'Pass', Output: merged('mark', "'large'"), Next: 'Stock' },
        Stock: task(
          'stock',
          { Arguments: { id: '{% $states.input.order.id %}' }, Output: merged('stock', '$states.result') },
          'There?',
        ),
        'There?': {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.stock.left = 0 %}', Next: 'Done' },
            { Condition: "{% $states.input.mark = 'large' %}", Next: 'Name' },
          ],
          Default: 'Done',
        },
        Name: { Type: 'Pass', Output: merged('name', '$states.input.order.name'), Next: 'Wrap' },
        Wrap: { Type: 'Pass', Next: 'Tell' },
        Tell: task(
          'tell',
          { Arguments: { to: '{% $states.input.name %}' }, Output: merged('told', '$states.result') },
          'Done',
        ),
        Done: { Type: 'Pass', End: true },
      },
    },
    jsonPath: {
      StartAt: 'Take',
      States: {
        Take: { Type: 'Pass', Parameters: { 'order.$': '$', step: 1 }, Next: 'Price' },
        Price: task('price', { Parameters: { 'id.$': '$.order.id' }, ResultPath: '$.price' }, 'Large?'),
        'Large?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.price.amount', NumericGreaterThan: 100, Next: 'Mark' }],
          Default: 'Done',
        },
        Mark: { Type: 'Pass', Result: 'large', ResultPath: '$.mark', Next: 'Stock' },
        Stock: task('stock', { Parameters: { 'id.$': '$.order.id' }, ResultPath: '$.stock' }, 'There?'),
        'There?': {
          Type: 'Choice',
          Choices: [
            { Variable: '$.stock.left', NumericEquals: 0, Next: 'Done' },
            { Variable: '$.mark', StringEquals: 'large', Next: 'Name' },
          ],
          Default: 'Done',
        },
        Name: { Type: 'Pass', InputPath: '$.order.name', ResultPath: '$.name', Next: 'Wrap' },
        Wrap: { Type: 'Pass', Next: 'Tell' },
        Tell: task('tell', { Parameters: { 'to.$': '$.name' }, ResultPath: '$.told' }, 'Done'),
        Done: { Type: 'Pass', End: true },
      },
    },
  }
}

const task = (name: string, fields: object, Next: string) => ({
  Type: 'Task',
  Resource: `${FUNCTION}${name}`,
  ...fields,
  Next,
})

/** A Map of as many items, one Pass each. */
export function mapOf(count: number): Pair {
  const map = (processor: object, fields: object) => ({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ...fields,
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'One', States: { One: processor } },
        End: true,
      },
    },
  })
  return {
    input: { items: Array.from({ length: count }, (_, n) => ({ n, name: `item ${n}` })) },
    jsonata: {
      QueryLanguage: 'JSONata',
      ...map(
        { Type: 'Pass', Output: { name: '{% $states.input.name %}', seen: true }, End: true },
        { Items: '{% $states.input.items %}' },
      ),
    },
    jsonPath: map(
      { Type: 'Pass', Parameters: { 'name.$': '$.name', seen: true }, End: true },
      { ItemsPath: '$.items' },
    ),
  }
}

/** An order with this many bytes in it, about. */
export const orderOf = (bytes: number) => ({
  id: 'o-1',
  name: 'Ana',
  lines: Array.from({ length: Math.ceil(bytes / 115) }, (_, n) => ({
    sku: `sku-${n}`,
    text: 'x'.repeat(80),
    count: n,
  })),
})

/** Five Pass states and a Choice, in JSONata: what every emulator can run that knows the language. */
export function withoutTasks(): { definition: object; input: unknown } {
  const merged = (member: string, value: string) => `{% $merge([$states.input, {'${member}': ${value}}]) %}`
  return {
    input: orderOf(100),
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'Take',
      States: {
        Take: { Type: 'Pass', Output: { order: '{% $states.input %}', price: 120 }, Next: 'Large?' },
        'Large?': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.price > 100 %}', Next: 'Mark' }],
          Default: 'Done',
        },
        Mark: { Type: 'Pass', Output: merged('mark', "'large'"), Next: 'Name' },
        Name: { Type: 'Pass', Output: merged('name', '$states.input.order.name'), Next: 'Wrap' },
        Wrap: { Type: 'Pass', Next: 'Done' },
        Done: { Type: 'Pass', End: true },
      },
    },
  }
}
