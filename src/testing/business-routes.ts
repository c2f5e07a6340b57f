import { toJid } from "../jid/index.js";
import { onPhone } from "./phone-routes.js";
import type { FakeProfile } from "./profiles.js";
import { created, noSocket, ok, type Reply, refusal } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { type FakeInstance, rowOf } from "./world.js";

/** Failures of the routes that ask for what Meta keeps are in an envelope of their own. */
function ownEnvelope(message: unknown, context: string, now: number): Reply {
  const details = {
    whatsapp_error: message,
    whatsapp_code: "UNKNOWN_ERROR",
    error_user_title: message,
    error_user_msg: message,
    error_type: "UNKNOWN",
    error_subcode: null,
    fbtrace_id: null,
    context,
    type: "whatsapp_api_error",
  };
  return {
    status: 400,
    body: { status: 400, error: "Bad Request", message, details, timestamp: new Date(now).toISOString() },
  };
}

/** What a business shows; for everybody else the same as when the look-up fails. */
const shown =
  (about: string, answer: (profile: FakeProfile, wuid: string, context: RouteContext) => object | undefined): Route =>
  (context) =>
    onPhone({
      closed: ownEnvelope(noSocket("onWhatsApp"), about, context.state.now()),
      open: ({ body, instance, state }) => {
        const wuid = toJid(String(body.number ?? instance.ownNumber)) ?? "@s.whatsapp.net";
        const found = answer(state.profiles.get(wuid) ?? {}, wuid, context);
        return ok(found ?? { wuid, name: null, isBusiness: false });
      },
    })(context);

export const getCatalog = shown("business_catalog", ({ catalog }, wuid, { body }) => {
  if (!catalog) return undefined;
  const products = catalog.slice(0, 5 * (Number(body.limit) || 10));
  return { wuid, numberExists: true, isBusiness: true, catalogLength: products.length, catalog: products };
});

export const getCollections = shown("business_collections", ({ collections }, wuid, { body, gateway, instance }) => {
  if (!collections) return undefined;
  const found = collections.slice(0, Math.min(Number(body.limit) || 20, 20));
  const name = gateway.nameOf(instance, wuid);
  return {
    wuid,
    name,
    numberExists: true,
    isBusiness: true,
    collectionsLength: found.length,
    collections: found,
  };
});

const onBusiness = (open: Route): Route => {
  const elsewhere = onPhone({ closed: notBaileys, open: () => notBaileys });
  return (context) => (context.instance.integration === "WHATSAPP-BUSINESS" ? open(context) : elsewhere(context));
};

const notBaileys = refusal(400, ["Method not available in the Baileys service"]);

/** The schema of a template is checked before the channel. A name that any instance has used is refused afterwards. */
export const createTemplate: Route = (context) => {
  const { body, instance, state } = context;
  const missing = ["name", "category", "language", "components"].filter((field) => body[field] === undefined);
  const complaint = [missing.map((field) => `instance requires property "${field}"`)];
  if (missing.length > 0) return ownEnvelope(complaint, "template_creation", state.now());
  if (instance.integration !== "WHATSAPP-BUSINESS") {
    return ownEnvelope("Template not created", "template_creation", state.now());
  }
  const { name, category, language, components, webhookUrl = null } = body;
  const isTaken = [...state.instances.values()].some(({ templates }) => templates.some(({ row }) => row.name === name));
  const template = { id: metaId(state.now(), instance), status: "PENDING", category };
  const row = rowOf(instance, { templateId: template.id, name, template, webhookUrl }, state.now());
  const meta = { name, parameter_format: "POSITIONAL", components, language, status: "PENDING", category };
  instance.templates.push({ row, meta: { ...meta, id: template.id } });
  return isTaken ? ownEnvelope("Unique constraint failed", "template_creation", state.now()) : created(row);
};

const metaId = (now: number, { templates }: FakeInstance) => String(1_000_000_000_000_000 + now + templates.length);

export const findTemplates = onBusiness(({ instance }) => ok(instance.templates.map(({ meta }) => meta)));

export const editTemplate = onBusiness(({ instance, body }) => {
  const index = instance.templates.findIndex(({ meta }) => meta.id === body.templateId);
  const known = instance.templates[index];
  if (!known) return refusal(400, ["Template not found"]);
  const { category = known.meta.category, components = known.meta.components } = body;
  instance.templates[index] = { ...known, meta: { ...known.meta, category, components, status: "PENDING" } };
  return ok({ success: true });
});

export const deleteTemplate = onBusiness(({ instance, body }) => {
  const isMeant = ({ id, name }: Readonly<Record<string, unknown>>) =>
    name === body.name && (body.hsmId === undefined || id === body.hsmId);
  const kept = instance.templates.filter(({ meta }) => !isMeant(meta));
  instance.templates.splice(0, instance.templates.length, ...kept);
  return ok({ success: true });
});
