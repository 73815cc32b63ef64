// A bot of Telegraf: contexts, markup helpers (whose buttons carry `hide`), a session-less launch.
"use strict";

const { Input, Markup, Telegraf } = require("telegraf");
const { message, editedMessage } = require("telegraf/filters");

const bot = new Telegraf(process.env.BOT_TOKEN, { telegram: { apiRoot: process.env.API_URL } });

const counter = (presses) => Markup.inlineKeyboard([Markup.button.callback("Count", `count:${presses + 1}`)]);

bot.start((ctx) => ctx.replyWithHTML(`Hello, <b>${ctx.from.first_name}</b>`, counter(0)));

bot.action(/^count:(\d+)$/, async (ctx) => {
  const presses = Number(ctx.match[1]);
  await ctx.answerCbQuery("Counted");
  await ctx.editMessageText(`Pressed ${presses}`, counter(presses));
});

bot.on(message("document"), async (ctx) => {
  const link = await ctx.telegram.getFileLink(ctx.message.document.file_id);
  const content = Buffer.from(await (await fetch(link)).arrayBuffer());
  const back = Input.fromBuffer(Buffer.from(content).reverse(), "back.txt");
  await ctx.replyWithDocument(back, { caption: `${content.length} bytes` });
});

bot.on(message("text"), (ctx) =>
  ctx.reply(`You wrote: ${ctx.message.text}`, { reply_parameters: { message_id: ctx.message.message_id } }),
);

bot.on(editedMessage("text"), (ctx) =>
  ctx.reply(`You changed it to: ${ctx.editedMessage.text}`, {
    reply_parameters: { message_id: ctx.editedMessage.message_id },
  }),
);

bot.telegram.setMyCommands([{ command: "start", description: "Begin" }]).then(() => bot.launch());
