// Runs one contract against node-routeros alone, in a process of its own: it may crash or hang. Exits 0 where it holds.
import { RouterOSAPI } from 'node-routeros';
import { type Client, CONTRACTS, runContract } from './contracts';

const contract = CONTRACTS[Number(process.argv[2])];
if (!contract) process.exit(2);
setTimeout(() => process.exit(3), 6000);
runContract(contract, async (port, password = ''): Promise<Client> => {
  const api = new RouterOSAPI({ host: '127.0.0.1', port, user: 'admin', password, timeout: 5 });
  await api.connect();
  return {
    talk: async (words) => ({ rows: (await api.write(words)) as Record<string, string>[] }),
    close: async () => {
      await api.close();
    },
  };
}).then(
  () => process.exit(0),
  () => process.exit(1),
);
