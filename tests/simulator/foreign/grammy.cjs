// A bot of grammY: middleware, filter queries.
"use strict";

const { Bot, InlineKeyboard, InputFile } = require("grammy");

const root = process.env.API_URL;
const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: root } });

const counter = (presses) => new InlineKeyboard().text("Count", `count:${presses + 1}`);

bot.command("start", (ctx) =>
  ctx.reply(`Hello, <b>${ctx.from.first_name}</b>`, { parse_mode: "HTML", reply_markup: counter(0) }),
);

bot.callbackQuery(/^count:(\d+)$/, async (ctx) => {
  const presses = Number(ctx.match[1]);
  await ctx.answerCallbackQuery({ text: "Counted" });
  await ctx.editMessageText(`Pressed ${presses}`, { reply_markup: counter(presses) });
});

bot.on("message:document", async (ctx) => {
  const file = await ctx.getFile();
  const response = await fetch(`${root}/file/bot${bot.token}/${file.file_path}`);
  const content = Buffer.from(await response.arrayBuffer());
  const back = new InputFile(Buffer.from(content).reverse(), "back.txt");
  await ctx.replyWithDocument(back, { caption: `${content.length} bytes` });
});

bot.on("message:text", (ctx) =>
  ctx.reply(`You wrote: ${ctx.msg.text}`, { reply_parameters: { message_id: ctx.msg.message_id } }),
);

bot.on("edited_message:text", (ctx) =>
  ctx.reply(`You changed it to: ${ctx.msg.text}`, { reply_parameters: { message_id: ctx.msg.message_id } }),
);

bot.api
  .setMyCommands([{ command: "start", description: "Begin" }])
  .then(() => bot.start());
