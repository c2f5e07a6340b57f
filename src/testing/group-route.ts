import { own } from "../internal/record.js";
import type { FakeGroup } from "./groups.js";
import { onPhone } from "./phone-routes.js";
import { noSocket, type Reply, refusal } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { complaints, type Rule } from "./schema.js";

const needsJid = refusal(400, ["The group id needs to be informed in the query", 'ex: "groupJid=120362@g.us"']);
const needsCode = refusal(400, [
  "The group invite code id needs to be informed in the query",
  'ex: "inviteCode=F1EX5QZxO181L3TMVP31gY" (Obtained from group join link)',
]);

interface GroupRoute {
  /** What its socket is asked, as a failure without one names it. */
  readonly method: string;
  /** How its failures begin. */
  readonly failure: readonly [status: number, label: string];
  readonly required?: readonly string[];
  /** What the schema wants of its fields. @default anything */
  readonly fields?: Readonly<Record<string, Rule>>;
  readonly open: (group: FakeGroup, context: RouteContext) => Reply;
}

/** What the check of a group route's body says, in a form of its own. */
export function checkGroupBody({ body }: RouteContext, rule: Rule): Reply | undefined {
  const found = complaints(body, rule);
  return found.length > 0 ? refusal(400, found) : undefined;
}

/** A route about one group, which the instance must be in. */
export function group({ method, failure, required = [], fields = {}, open }: GroupRoute): Route {
  const [status, label] = failure;
  return (context) => {
    const given = context.query.get("groupJid") || own(context.body, "groupJid");
    if (!given) return needsJid;
    const invalid = checkGroupBody(context, { required, fields });
    if (invalid) return invalid;
    const jid = String(given).endsWith("@g.us") ? String(given) : `${String(given)}@g.us`;
    return onPhone({
      closed: refusal(status, [label, `TypeError: ${noSocket(method)}`]),
      open: () => {
        const known = context.state.groups.get(jid);
        if (!known?.instances.has(context.instance.name)) return refusal(status, [label, "Error: item-not-found"]);
        return open(known, context);
      },
    })(context);
  };
}

/** A route about the group behind an invite code, whoever is in it. */
export const invited =
  (label: string, method: string, open: (group: FakeGroup, context: RouteContext) => Reply): Route =>
  (context) => {
    const code = context.query.get("inviteCode");
    if (!code) return needsCode;
    return onPhone({
      closed: refusal(404, [label, `TypeError: ${noSocket(method)}`]),
      open: () => {
        const known = [...context.state.groups.values()].find(({ inviteCode }) => inviteCode === code);
        return known ? open(known, context) : refusal(404, [label, "Error: item-not-found"]);
      },
    })(context);
  };
