/** A router's text without what a terminal would take as commands: anybody can put such bytes into its log. */
export function printable(text: string): string {
  return text.replace(CONTROL, '�');
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
