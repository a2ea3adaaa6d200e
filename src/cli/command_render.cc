#include <map>
#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "cli/commands.h"
#include "dataset/items.h"
#include "engine/llama_model.h"
#include "protocol/protocol.h"

namespace autoj {
namespace {

struct RenderOptions {
  std::string input;
  std::string protocol;  // empty: by the item's shape
  std::string language = "auto";
  std::string orders = "both";
  std::string wrapper;  // empty: the protocol's own
  std::string model;    // for the wrapper "chat"
};

// Protocols by name and language, each parsed once.
class ProtocolShelf {
 public:
  const Protocol& Get(const std::string& name, const std::string& language) {
    auto key = std::make_pair(name, language);
    auto found = shelf_.find(key);
    if (found == shelf_.end()) {
      found = shelf_.emplace(key, LoadProtocol(name, language)).first;
    }
    return found->second;
  }

 private:
  std::map<std::pair<std::string, std::string>, Protocol> shelf_;
};

std::vector<Order> OrdersOf(const Protocol& protocol, const RenderOptions& options) {
  bool both = protocol.kind == ProtocolKind::kPairwise && options.orders == "both";
  return both ? std::vector<Order>{Order::kGiven, Order::kSwapped}
              : std::vector<Order>{Order::kGiven};
}

Wrapper WrapperOf(const Protocol& protocol, const RenderOptions& options) {
  if (options.wrapper.empty()) {
    return protocol.wrapper;
  }
  return options.wrapper == "autoj" ? Wrapper::kAutoj : Wrapper::kNone;
}

std::string NameOf(const Item& item, const RenderOptions& options) {
  if (!options.protocol.empty()) {
    return options.protocol;
  }
  return item.responses.size() == 2 ? "autoj-pairwise" : "autoj-single";
}

// The chat template of the model that was named; nothing where another wrapper is used.
ChatFrame FrameOf(const RenderOptions& options) {
  if (options.wrapper != "chat") {
    return {};
  }
  if (options.model.empty()) {
    throw Error(ErrorKind::kUsage,
                "--wrapper chat needs --model: the chat template is the model's own");
  }
  return LlamaModel::Load(options.model, LlamaModel::Part::kVocabulary).Chat();
}

// Everything is rendered before the first line is written: an input with an error gives no half
// output.
int Render(const RenderOptions& options, std::ostream& out) {
  ChatFrame frame = FrameOf(options);
  ProtocolShelf shelf;
  std::string lines;
  for (const Item& item : LoadItems(options.input)) {
    std::string language =
        ChooseLanguage(options.language, item.language ? &*item.language : nullptr, item.query);
    const Protocol& protocol = shelf.Get(NameOf(item, options), language);
    for (Order order : OrdersOf(protocol, options)) {
      std::string prompt = RenderPrompt(protocol, WrapperOf(protocol, options), item, order);
      nlohmann::ordered_json record = {{"id", item.id},
                                       {"order", OrderName(order)},
                                       {"prompt", frame.before + prompt + frame.after}};
      lines += record.dump() + "\n";
    }
  }
  out << lines;
  return 0;
}

}  // namespace

CommandBody AddRender(CLI::App& program) {
  auto options = std::make_shared<RenderOptions>();
  CLI::App* command =
      program.add_subcommand("render", "Write the exact prompts of an input; needs no model");
  command->add_option("input", options->input, "JSON lines, or - for standard input")->required();
  command->add_option("--protocol", options->protocol,
                      "A shipped protocol's name or a .yaml file; default: by the item's shape");
  command->add_option("--language", options->language, "en, zh or auto (by the query)")
      ->check(CLI::IsMember({"en", "zh", "auto"}));
  command->add_option("--orders", options->orders, "both or given (pairs)")
      ->check(CLI::IsMember({"both", "given"}));
  command
      ->add_option("--wrapper", options->wrapper,
                   "autoj ([INST]), chat (the model's own) or none; default: the protocol's own")
      ->check(CLI::IsMember({"autoj", "chat", "none"}));
  command->add_option("--model", options->model, "A .gguf file, for --wrapper chat");
  return [options](std::ostream& out, std::ostream&) { return Render(*options, out); };
}

}  // namespace autoj
