#include "engine/chat_template.h"

#include <exception>
#include <optional>

#include <fmt/format.h>
#include <jinja/lexer.h>
#include <jinja/parser.h>
#include <jinja/runtime.h>
#include <jinja/value.h>
#include <json.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

constexpr const char* kSystem = "AUTOJ-SYSTEM";
constexpr const char* kUser = "AUTOJ-MESSAGE";

std::string Render(const ChatTemplate& chat, bool with_system) {
  jinja::lexer lexer;
  jinja::lexer_result tokens = lexer.tokenize(chat.source);
  jinja::program program = jinja::parse_from_tokens(tokens);
  common_json messages = common_json::array();
  if (with_system) {
    messages.push_back({{"role", "system"}, {"content", kSystem}});
  }
  messages.push_back({{"role", "user"}, {"content", kUser}});
  common_json input = {{"messages", messages},
                       {"bos_token", chat.bos},
                       {"eos_token", chat.eos},
                       {"add_generation_prompt", true}};
  jinja::context context(tokens.source);
  jinja::global_from_json(context, input, /*mark_input=*/false);
  jinja::runtime runtime(context);
  return jinja::runtime::gather_string_parts(runtime.execute(program))->as_string().str();
}

}  // namespace

ChatFrame ApplyTemplate(const ChatTemplate& chat, bool with_system, const std::string& name) {
  std::string text;
  try {
    text = Render(chat, with_system);
  } catch (const std::exception& e) {
    throw Error(ErrorKind::kModel,
                fmt::format("{}: its chat template cannot be applied ({}); use --wrapper none or "
                            "--wrapper autoj",
                            name, EscapeForTerminal(CutUtf8(e.what(), 300))));
  }
  std::optional<ChatFrame> frame = SplitChat(text, with_system ? kSystem : "", kUser);
  if (!frame) {
    throw Error(ErrorKind::kModel,
                fmt::format("{}: its chat template drops a message; use --wrapper none", name));
  }
  return *frame;
}

}  // namespace autoj
