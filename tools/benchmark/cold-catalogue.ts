// Prints how long it takes, in a process of its own, until the catalogue tells the properties of one menu.
const start = performance.now();
void import('../../server/src/catalogue/catalogue').then(({ catalogueFor }) => {
  catalogueFor({ major: 7, minor: 20 }).menu('/ip/firewall/mangle')?.command('add')?.arguments.size;
  process.stdout.write(String(performance.now() - start));
});
