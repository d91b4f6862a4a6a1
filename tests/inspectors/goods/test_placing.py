"""Where goods belong: by number, category, head noun; and when nobody can tell."""

import pytest

from inspectors.goods.placing import Goods


@pytest.mark.parametrize(
    ("title", "category", "name"),
    [
        ("手工牛轧糖 500g 奶糖", "", "food"),
        ("蛋白粉摇摇杯 健身", "", "none"),
        ("挂耳咖啡 10包", "", "food"),
        ("咖啡杯 陶瓷", "", "none"),
        ("适用于苹果手机的钢化膜", "", "none"),
        ("高钙奶粉 送保温杯", "", "food"),
        ("红酒开瓶器 酒具架", "", "none"),
        ("草莓味润唇膏", "", "cosmetic"),
        ("苦瓜造型抱枕", "", "none"),
        ("玻尿酸面膜 补水", "", "cosmetic"),
        ("上臂式电子血压计", "", "medical_device"),
        ("《面包烘焙大全》 出版社直营", "", "work"),
        ("家常菜谱 电子书", "", "work"),
        ("书架 简易落地", "", "none"),
        ("儿童毛绒玩具 小熊", "", "toy"),
        ("三孔插排 2米线", "", "ccc_product"),
        ("电饭煲 3升", "", "labelled_appliance"),
        ("电子计价秤 30公斤", "", "metering_instrument"),
        ("84消毒液 5升", "", "disinfectant"),
        ("复合肥 40公斤", "", "agri_input"),
        ("青囊药业 头孢地尼分散片 0.1g*6片", "", "drug"),
        ("盐酸氨溴索胶囊 30粒", "", "drug"),
        ("青囊制药葡萄糖口服液", "", "unknown"),  # drugs and foods of such makers are called alike
        ("兽用 恩诺沙星注射液", "", "unknown"),
        ("咖啡糖浆 700ml 调酒", "", "food"),
        ("一次性电子烟 薄荷味", "", "tobacco"),
        ("XK-9 通用型", "", "unknown"),
        ("XK-9 通用型", "食品 > 糖果", "food"),
        ("木糖醇片 国食健注G20201234", "食品 > 糖果", "health_food"),
        ("修护贴 国械注准20213140001", "美妆 > 面膜", "medical_device"),
        ("仿真面包 道具 不可食用", "", "none"),
        ("宠物饼干 狗狗零食", "", "none"),
        ("两室一厅 朝南带车位 拎包入住", "", "service"),
        ("翡翠湾三房 满五年唯一 楼层佳", "", "service"),
        ("两室一厅套餐 吸顶灯 客厅灯", "", "ccc_product"),  # things for a dwelling
        ("户外工作者 保温杯", "", "none"),  # 作者 is no word there
        ("写作者 坐垫", "", "none"),
        ("野外工作者 随身之选", "", "none"),
        ("郫县豆瓣 红油 500g", "", "food"),
        ("作家联名 保温杯", "", "none"),
        ("女作家 长篇 茶叶往事", "", "work"),
        ("豆瓣高分 现实题材", "", "work"),
        ("电动车 0首付 税费全包", "", "none"),
        ("按摩椅 零首付 免费送上楼层", "", "none"),
        ("铁艺花架 朝南采光位 户型定制", "", "none"),
        ("毛坯 四室两厅 送洗衣机", "", "service"),
        ("无网原汁机 大口径", "", "ccc_product"),
        ("安全坐椅 0-4岁", "", "ccc_product"),
        ("阳澄湖畔大闸蟹卡 8只装 提货券", "", "none"),  # paper that promises crabs
        ("加厚双人春秋被 子母被", "", "none"),
        ("荣耀 8GB+128GB 幻夜翡翠 全网通", "", "unknown"),  # a colour
        ("翡翠 手镯 吊坠 原石", "", "collectible"),
    ],
)
def test_goods_are_placed_by_what_is_sold(title: str, category: str, name: str) -> None:
    assert Goods(title, category).place().name == name


def test_two_things_side_by_side_cannot_be_told() -> None:
    placement = Goods("面膜 饼干").place()
    assert not placement.sure
