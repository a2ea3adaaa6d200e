#include "engine/chat_template.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr const char* kChatMl =
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are a helpful AI.<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

TEST(ApplyTemplate, KeepsWhatItsAuthorSaysFirst) {
  ChatFrame frame = ApplyTemplate({kChatMl, "", ""}, false, "m.gguf");
  EXPECT_EQ(frame.before,
            "<|im_start|>system\nYou are a helpful AI.<|im_end|>\n<|im_start|>user\n");
  EXPECT_EQ(frame.between, "");
  EXPECT_EQ(frame.after, "<|im_end|>\n<|im_start|>assistant\n");
}

TEST(ApplyTemplate, GivesTheSystemMessageItsPlace) {
  ChatFrame frame = ApplyTemplate({kChatMl, "", ""}, true, "m.gguf");
  EXPECT_EQ(frame.before, "<|im_start|>system\n");
  EXPECT_EQ(frame.between, "<|im_end|>\n<|im_start|>user\n");
}

TEST(ApplyTemplate, KnowsTheModelsOwnTokens) {
  constexpr const char* kLlama =
      "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}"
      "{{ '[INST] ' + m['content'].strip() + ' [/INST]' }}{% endif %}{% endfor %}";
  ChatFrame frame = ApplyTemplate({kLlama, "<s>", "</s>"}, false, "m.gguf");
  EXPECT_EQ(frame.before, "<s>[INST] ");
  EXPECT_EQ(frame.after, " [/INST]");
  EXPECT_THROW(ApplyTemplate({kLlama, "<s>", "</s>"}, true, "m.gguf"), Error);  // drops it
}

TEST(ApplyTemplate, SaysWhyATemplateCannotBeApplied) {
  try {
    ApplyTemplate({"{{ raise_exception('System role not supported') }}", "", ""}, true, "m.gguf");
    FAIL() << "applied";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kModel);
    EXPECT_NE(std::string(e.what()).find("System role not supported"), std::string::npos)
        << e.what();
    EXPECT_NE(std::string(e.what()).find("--wrapper none"), std::string::npos);
  }
  EXPECT_THROW(ApplyTemplate({"{% for %}", "", ""}, false, "m.gguf"), Error);
  EXPECT_THROW(ApplyTemplate({"nothing", "", ""}, false, "m.gguf"), Error);
}

TEST(SplitChat, GivesWhatIsAroundTheMarks) {
  ChatFrame frame = *SplitChat("<s>SYS{S}USER{U}ASSISTANT:", "{S}", "{U}");
  EXPECT_EQ(frame.before, "<s>SYS");
  EXPECT_EQ(frame.between, "USER");
  EXPECT_EQ(frame.after, "ASSISTANT:");
  EXPECT_EQ(SplitChat("a{U}b", "", "{U}")->before, "a");
  EXPECT_FALSE(SplitChat("a{U}b", "{S}", "{U}"));
}

}  // namespace
}  // namespace autoj
