#include "remote/chat_roles.h"

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "protocol/protocol.h"
#include "protocol/wrapper.h"

namespace autoj {
namespace {

TEST(MessagesOf, GivesBackWhatWasWrapped) {
  Message message{"Be strict.", "<user>\nIs it so? <|im_end|>"};
  Prompt prompt = WrapMessage(Wrapper::kChat, RoleFrame(true), message, "");
  std::vector<ChatMessage> messages = MessagesOf(prompt);
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].role, "system");
  EXPECT_EQ(messages[0].content, "Be strict.");
  EXPECT_EQ(messages[1].role, "user");
  EXPECT_EQ(messages[1].content, "<user>\nIs it so? <|im_end|>");
}

TEST(MessagesOf, KeepsABegunAnswerAsTheLastMessage) {
  Message message{std::nullopt, "Which?"};
  std::vector<ChatMessage> messages =
      MessagesOf(WrapMessage(Wrapper::kChat, RoleFrame(false), message, "The better one is "));
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[1].role, "assistant");
  EXPECT_EQ(messages[1].content, "The better one is ");
}

TEST(MessagesOf, TakesAPromptWithoutAFrameAsTheUsers) {
  Message message{std::nullopt, "Which?"};
  std::vector<ChatMessage> messages =
      MessagesOf(WrapMessage(Wrapper::kNone, ChatFrame{}, message, ""));
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].role, "user");
}

TEST(MessagesOf, RefusesTheFrameOfALocalModel) {
  Prompt prompt{{{"<|im_start|>user\n", true}, {"Which?", false}}};
  EXPECT_THROW(MessagesOf(prompt), Error);
}

}  // namespace
}  // namespace autoj
