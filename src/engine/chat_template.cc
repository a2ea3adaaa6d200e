#include "engine/chat_template.h"

#include <exception>

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

constexpr std::string_view kSystem = "AUTOJ-SYSTEM";
constexpr std::string_view kUser = "AUTOJ-MESSAGE";

std::string Render(const ChatTemplate& chat, bool with_system) {
  jinja::lexer lexer;
  jinja::lexer_result tokens = lexer.tokenize(chat.source);
  jinja::program program = jinja::parse_from_tokens(tokens);
  common_json messages = common_json::array();
  if (with_system) {
    messages.push_back({{"role", "system"}, {"content", std::string(kSystem)}});
  }
  messages.push_back({{"role", "user"}, {"content", std::string(kUser)}});
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
  size_t user = text.find(kUser);
  size_t system = with_system ? text.find(kSystem) : 0;
  if (user == std::string::npos || system == std::string::npos || system > user) {
    throw Error(ErrorKind::kModel,
                fmt::format("{}: its chat template drops a message; use --wrapper none", name));
  }
  ChatFrame frame;
  frame.after = text.substr(user + kUser.size());
  frame.before = text.substr(0, with_system ? system : user);
  if (with_system) {
    frame.between = text.substr(system + kSystem.size(), user - system - kSystem.size());
  }
  return frame;
}

}  // namespace autoj
