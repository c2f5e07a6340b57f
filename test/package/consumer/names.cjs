// Prints what each specifier exports to a CommonJS module, as JSON.
const lists = {};
for (const specifier of process.argv.slice(2)) lists[specifier] = Object.keys(require(specifier)).sort();
console.log(JSON.stringify(lists));
