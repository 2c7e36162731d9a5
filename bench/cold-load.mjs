// Loads one bundle in a process of its own and prints how many milliseconds that took. Plain JavaScript: there are no
// types to strip in what is measured.
const [bundle] = process.argv.slice(2)
const began = performance.now()
await import(bundle)
console.log(performance.now() - began)
