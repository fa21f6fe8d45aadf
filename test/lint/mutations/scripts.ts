import { type Item, valueOf } from '../../../server/src/config/item';
import {
  appended,
  fault,
  fits,
  has,
  is,
  isMainDefault,
  type Mutation,
  NAT,
  ROUTE,
  type SetUp,
  setting,
} from './mutation';

const SCRIPT = '/system/script';
const WATCH = '/tool/netwatch';
const SCHEDULER = '/system/scheduler';
const SEND = '/tool e-mail send to="a@example.org" subject=x body=x';

/** A watch with the script that it runs when its host is down or up. */
const watched = (setUp: SetUp, property: 'down-script' | 'up-script') => {
  const watch = setUp.first(WATCH, has('down-script', 'up-script'));
  const script = watch && called(setUp, watch, property);
  return watch && script ? { watch, script } : undefined;
};
const scheduled = (setUp: SetUp) => {
  const entry = setUp.first(SCHEDULER, has('on-event'));
  const script = entry && called(setUp, entry, 'on-event');
  return entry && script ? { entry, script } : undefined;
};
const called = (setUp: SetUp, item: Item, property: string): Item | undefined => {
  const name = /run (\S+)/.exec(valueOf(item, property) ?? '')?.[1];
  return name === undefined ? undefined : setUp.first(SCRIPT, is('name', name));
};
/** The script that writes the daily backup. */
const backup = (setUp: SetUp): Item | undefined => setUp.first(SCRIPT, fits('source', /\/export/));

/** A setting of the mail tool, each version with the words of the other. */
const mailNamedOtherwise = (what: string, six: string, seven: string): Mutation => ({
  rule: 'email-server-property',
  fault: what,
  plant: (setUp) => {
    const mail = setting(setUp, '/tool/e-mail');
    const [own, others] = setUp.isSix ? [six, seven] : [seven, six];
    return mail && fault(mail, setUp.rewrite(mail, new RegExp(own), others));
  },
});

export const SCRIPTS: readonly Mutation[] = [
  {
    rule: 'failover-without-conn-clear',
    fault: 'an uplink that scripts switch is translated to an address of its own',
    plant: (setUp) => {
      const found = watched(setUp, 'down-script');
      const rule = setUp.first(NAT, is('action', 'masquerade'), has('out-interface'));
      if (!found || !rule || !/\/ip route/.test(valueOf(found.script, 'source') ?? '')) return undefined;
      return fault(found.watch, setUp.set(rule, 'action', 'src-nat to-addresses=198.51.100.2'));
    },
  },
  {
    rule: 'netwatch-host-not-pinned',
    fault: 'the route that pins the watched host is gone',
    plant: (setUp) => {
      const watch = setUp.first(WATCH, has('down-script'));
      const host = watch && setUp.first(ROUTE, is('dst-address', `${valueOf(watch, 'host')}/32`));
      return host && watch ? fault(watch, setUp.drop(host)) : undefined;
    },
  },
  {
    rule: 'netwatch-missing-script',
    fault: 'a watch runs a script under a wrong name',
    plant: (setUp) => {
      const watch = setUp.first(WATCH, has('down-script'));
      return watch && fault(watch, setUp.rewrite(watch, /(down-script="\/system script run [^"]*)"/, '$1x"'));
    },
  },
  {
    rule: 'netwatch-script-policy',
    fault: 'a script that a watch runs asks for more than netwatch hands on',
    plant: (setUp) => {
      const found = watched(setUp, 'down-script');
      return found && fault(found.script, setUp.set(found.script, 'policy', 'read,write,policy,test'));
    },
  },
  {
    rule: 'netwatch-global-variable',
    fault: 'a watch and a scheduler share a global variable',
    plant: (setUp) => {
      const found = watched(setUp, 'down-script');
      if (!found) return undefined;
      return fault(
        found.watch,
        setUp.rewrite(found.script, /source=\{/, 'source={\n  :global wanState "down"'),
        setUp.append(
          '/system scheduler add name=report interval=1h on-event=":global wanState; :log info \\$wanState"',
        ),
      );
    },
  },
  {
    rule: 'netwatch-asymmetric-scripts',
    fault: 'the up-script does not take back what the down-script does',
    plant: (setUp) => {
      const found = watched(setUp, 'up-script');
      return found && fault(found.watch, setUp.rewrite(found.script, /\n[^\n]* enable \[find[^\n]*/, ''));
    },
  },
  {
    rule: 'netwatch-asymmetric-scripts',
    fault: 'the up-script disables once more',
    plant: (setUp) => {
      const found = watched(setUp, 'up-script');
      return found && fault(found.watch, setUp.rewrite(found.script, / enable \[find/, ' disable [find'));
    },
    consequences: { 'serverlb-no-drain': 'what it disables is not drained either' },
  },
  {
    rule: 'find-comment-no-match',
    fault: 'a script looks for a comment that is written otherwise',
    plant: (setUp) => {
      const found = watched(setUp, 'down-script');
      return found && fault(found.script, setUp.rewrite(found.script, /find comment="([^"]*)"/, 'find comment="$1x"'));
    },
    consequences: {
      'netwatch-asymmetric-scripts': 'the down-script changes something else than the up-script',
      'serverlb-failover-incomplete': 'the down-script no longer switches the rule off',
      'serverlb-no-drain': 'the down-script no longer switches the rule off',
    },
  },
  {
    rule: 'netwatch-interval-timeout',
    fault: 'a probe is given up after the next one is due',
    plant: (setUp) => {
      const watch = setUp.first(WATCH, has('timeout'));
      return watch && fault(watch, setUp.set(watch, 'timeout', '30s'));
    },
  },
  {
    rule: 'comment-key-duplicate',
    fault: 'a rule for another server has the comment by which a script switches one',
    plant: (setUp) => {
      const [first, second] = setUp.items(NAT, is('action', 'dst-nat'), has('connection-mark', 'comment'));
      if (!first || !second) return undefined;
      return fault(second, setUp.set(second, 'comment', `"${valueOf(first, 'comment')}"`));
    },
    consequences: {
      'find-comment-no-match': 'the scripts of the other server look for its old comment',
      'serverlb-failover-incomplete': 'the scripts of the other server no longer find its rule',
    },
  },
  {
    rule: 'comment-key-duplicate',
    fault: 'a route by another uplink has the comment by which a script switches one',
    plant: (setUp) => {
      const found = watched(setUp, 'down-script');
      const [first, second] = setUp.items(ROUTE, isMainDefault, has('comment'));
      if (!found || !first || !second) return undefined;
      return fault(second, setUp.set(second, 'comment', `"${valueOf(first, 'comment')}"`));
    },
  },
  {
    rule: 'scheduler-missing-script',
    fault: 'the scheduler runs a script under a wrong name',
    plant: (setUp) => {
      const found = scheduled(setUp);
      return found && fault(found.entry, setUp.rewrite(found.entry, /(on-event="\/system script run [^"]*)"/, '$1x"'));
    },
  },
  {
    rule: 'scheduler-policy-mismatch',
    fault: 'the scheduler hands on fewer permissions than the script asks for',
    plant: (setUp) => {
      const found = scheduled(setUp);
      return found && fault(found.entry, setUp.set(found.entry, 'policy', 'read,write'));
    },
  },
  {
    rule: 'scheduler-policy-excess',
    fault: 'the scheduler may do what nothing needs',
    plant: (setUp) => {
      const found = scheduled(setUp);
      return found && fault(found.entry, setUp.rewrite(found.entry, /policy=/, 'policy=sniff,romon,'));
    },
  },
  {
    rule: 'scheduler-no-interval',
    fault: 'the daily entry has no interval',
    plant: (setUp) => {
      const found = scheduled(setUp);
      return found && fault(found.entry, ...setUp.unset(found.entry, 'interval'));
    },
  },
  {
    rule: 'clock-date-format',
    fault: 'the date is cut as another version writes it',
    plant: (setUp) => {
      const script = backup(setUp);
      const cut = setUp.isSix ? '0 4' : '7 11';
      return script && fault(script, setUp.rewrite(script, /:log info \(/, `:log info ([:pick $today ${cut}] . `));
    },
  },
  {
    rule: 'date-in-filename-slash',
    fault: 'the file is named by the date as RouterOS 6 writes it',
    plant: (setUp) => {
      const script = backup(setUp);
      return setUp.isSix && script
        ? fault(script, setUp.rewrite(script, /"backup-" \. \$\w+/, '"backup-" . $today'))
        : undefined;
    },
    consequences: { 'unused-variable': 'the parts of the date are put together for nothing' },
  },
  mailNamedOtherwise('the mail server is named as in another version', 'address=', 'server='),
  mailNamedOtherwise('the encryption is named as in another version', 'start-tls=yes', 'tls=starttls'),
  {
    rule: 'email-menu-name',
    fault: 'the menu of the mail tool is written without its hyphen',
    plant: (setUp) => appended(setUp, SEND.replace('e-mail', 'email')),
  },
  {
    rule: 'email-cleartext',
    fault: 'the password of the mail account is sent unencrypted',
    plant: (setUp) => {
      const tls = setUp.isSix ? 'start-tls' : 'tls';
      return appended(setUp, `/tool e-mail send to="a@example.org" user=x password="$secret" ${tls}=no`);
    },
    consequences: { 'undefined-variable': 'nothing sets the password' },
  },
  {
    rule: 'email-before-file-ready',
    fault: 'the backup is sent in the moment in which it is written',
    plant: (setUp) => {
      const script = backup(setUp);
      return script && fault(script, setUp.rewrite(script, /\n *:delay [^\n]*/, ''));
    },
  },
  {
    rule: 'backup-unencrypted',
    fault: 'a backup without a password is mailed',
    plant: (setUp) =>
      appended(setUp, '/system backup save name=daily dont-encrypt=yes', ':delay 5s', `${SEND} file=daily.backup`),
  },
  {
    rule: 'export-secrets-mailed',
    fault: 'the export that is mailed has all secrets in it',
    plant: (setUp) => {
      const script = backup(setUp);
      return (
        script &&
        fault(
          script,
          setUp.isSix
            ? setUp.rewrite(script, / hide-sensitive/, '')
            : setUp.rewrite(script, /\/export /, '/export show-sensitive '),
        )
      );
    },
  },
  {
    rule: 'add-not-idempotent',
    fault: 'the scheduler adds the same item each time',
    plant: (setUp) => {
      const line = setUp.append(
        '/system scheduler add name=note interval=1h on-event="/ip firewall address-list add list=seen address=192.0.2.9 comment=seen"',
      );
      return fault(line, line);
    },
  },
];
