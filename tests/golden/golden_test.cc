#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "dataset/items.h"
#include "golden_case.h"
#include "protocol/protocol.h"

namespace autoj {
namespace {

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  return std::filesystem::path(info.param).stem().string();
}

// "NAME LANGUAGE", or the text of a protocol file.
Protocol ProtocolOf(const GoldenCase& golden) {
  std::string text = golden.Get("protocol");
  if (text.find('\n') != std::string::npos) {
    return ParseProtocol(text, "protocol");
  }
  size_t space = text.find(' ');
  return LoadProtocol(text.substr(0, space), text.substr(space + 1));
}

// A block as it stands there, without its last line feed; or a JSON string, for other bytes.
std::string TextOf(const GoldenCase& golden) {
  std::string json = golden.Get("json");
  if (!json.empty()) {
    return nlohmann::json::parse(json).get<std::string>();
  }
  std::string text = golden.Get("text");
  return text.substr(0, text.empty() ? 0 : text.size() - 1);
}

std::string Decision(const Verdict& verdict) {
  return verdict.rating ? fmt::format("rated {}", *verdict.rating) : OutcomeName(verdict.outcome);
}

class Verdicts : public ::testing::TestWithParam<std::string> {};

TEST_P(Verdicts, Case) {
  GoldenCase golden(GetParam());
  Verdict verdict = ReadVerdict(ProtocolOf(golden).verdict, TextOf(golden));
  std::string reason = verdict.reason.empty() ? "" : "reason: " + verdict.reason + "\n";
  golden.Expect(Decision(verdict) + "\n" + reason);
}

// Generation may stop where a verdict is complete for the first time, so whatever would have come
// behind it must not change what is read.
TEST_P(Verdicts, ACompleteVerdictStays) {
  GoldenCase golden(GetParam());
  VerdictRule rule = ProtocolOf(golden).verdict;
  std::string text = TextOf(golden);
  size_t length = 0;
  while (length <= text.size() && !IsVerdictComplete(rule, text.substr(0, length))) {
    ++length;
  }
  if (length > text.size()) {
    return;
  }
  Verdict verdict = ReadVerdict(rule, text.substr(0, length));
  EXPECT_TRUE(IsVerdict(verdict.outcome));
  for (const char* more :
       {"0", "0]]", "/", " / x", "or", " or y", "/10", ".5", "]", "}", "d", "\n"}) {
    EXPECT_EQ(Decision(ReadVerdict(rule, text.substr(0, length) + more)), Decision(verdict))
        << more;
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, Verdicts, ::testing::ValuesIn(GoldenPaths("verdicts")), TestName);

const ChatFrame kFrame = {"<|begin|>", "<|system ends|>\n", "<|user ends|>\n"};
const ChatFrame kFrameWithoutSystem = {"<|begin user|>", "", "<|user ends|>\n"};

std::vector<Item> ItemsOf(const GoldenCase& golden) {
  std::string path = fmt::format("{}autoj_golden_item_{}.jsonl", ::testing::TempDir(), getpid());
  std::ofstream(path, std::ios::binary) << golden.Get("item") << "\n";
  std::vector<Item> items;
  try {
    ReadItems(path, [&](Item item) { items.push_back(std::move(item)); });
  } catch (const Error&) {
    std::filesystem::remove(path);
    throw;
  }
  std::filesystem::remove(path);
  for (Item& item : items) {
    item.line = "autoj_golden_item.jsonl:1";  // cases run side by side, each with a file of its own
  }
  return items;
}

// Each line behind a bar, what belongs to the frame behind a hash.
std::string Show(const Prompt& prompt) {
  std::string shown;
  for (const PromptPiece& piece : prompt.pieces) {
    std::istringstream lines(piece.text + "\n");
    for (std::string line; std::getline(lines, line);) {
      shown += fmt::format("{} {}\n", piece.frame ? "#" : "|", EscapeForTerminal(line));
    }
  }
  return shown;
}

std::string RenderAll(const GoldenCase& golden) {
  Protocol protocol = ProtocolOf(golden);
  Form form = golden.Get("form") == "scored" ? Form::kScored : Form::kFull;
  std::string wrapper = golden.Get("wrapper");
  Item item = ItemsOf(golden).at(0);
  bool pair = protocol.kind == ProtocolKind::kPairwise;
  std::string shown;
  for (int i = 0; i < (pair ? 2 : static_cast<int>(item.responses.size())); ++i) {
    Order order = pair && i == 1 ? Order::kSwapped : Order::kGiven;
    Message message = RenderMessage(protocol, form, {item, order, pair ? 0 : i});
    Prompt prompt =
        WrapMessage(wrapper.empty() ? protocol.wrapper : ParseWrapper(wrapper),
                    message.system ? kFrame : kFrameWithoutSystem, message, golden.Get("answer"));
    shown += fmt::format("{}:\n{}", pair ? OrderName(order) : fmt::format("response {}", i),
                         Show(prompt));
  }
  return shown;
}

class Prompts : public ::testing::TestWithParam<std::string> {};

TEST_P(Prompts, Case) {
  GoldenCase golden(GetParam());
  std::string shown;
  try {
    shown = RenderAll(golden);
  } catch (const Error& e) {
    std::string message = e.what();
    size_t file = message.find("autoj_golden_item.jsonl");
    shown = "error: " + (file == std::string::npos ? message : message.substr(file)) + "\n";
  }
  golden.Expect(shown);
}

INSTANTIATE_TEST_SUITE_P(Golden, Prompts, ::testing::ValuesIn(GoldenPaths("prompts")), TestName);

}  // namespace
}  // namespace autoj
