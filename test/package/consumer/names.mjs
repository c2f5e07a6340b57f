// Prints what each specifier exports to an ES module, as JSON.
const lists = {};
for (const specifier of process.argv.slice(2)) lists[specifier] = Object.keys(await import(specifier)).sort();
console.log(JSON.stringify(lists));
